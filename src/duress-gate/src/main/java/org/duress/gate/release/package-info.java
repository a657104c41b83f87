/** What a run has to do with the releases before and after it: limits that are waived, and the release baseline. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.gate.release;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
