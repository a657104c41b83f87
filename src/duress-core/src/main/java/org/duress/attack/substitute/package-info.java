/** A differentiable substitute for a model that gives no gradients. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.attack.substitute;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
