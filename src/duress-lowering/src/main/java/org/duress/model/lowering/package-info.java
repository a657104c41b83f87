/** From the layers of any format to a network of the core: what every front end shares. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.model.lowering;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
