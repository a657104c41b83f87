/** Flaws that are planted into any model: what is read of an image, when that is too much, and what it does then. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.testkit.planted.flaw;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
