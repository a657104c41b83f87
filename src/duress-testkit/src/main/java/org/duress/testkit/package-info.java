/** Builders of evidence and outcomes, and {@code planted}: models that are known to be weak. For tests of tests. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.testkit;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
