/** Counterexamples: replayed at first, shrunk and kept at the end. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.gate.keep;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
