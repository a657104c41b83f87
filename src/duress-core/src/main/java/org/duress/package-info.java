/** How things go wrong, and how far they are: what every room says and every user meets. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
