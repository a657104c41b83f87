/** Tries perturbations that are known already. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.attack.replay;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
