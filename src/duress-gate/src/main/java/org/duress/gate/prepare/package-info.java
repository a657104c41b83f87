/** The attacks made ready: trained, loaded, or nothing but set up. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.gate.prepare;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
