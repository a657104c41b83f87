/** Models whose robustness is known because they were built that way, and the gate's verdicts on them. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.testkit.planted;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
