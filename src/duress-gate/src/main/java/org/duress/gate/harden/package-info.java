/** A model's network trained further on attacks against it. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.gate.harden;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
