/** What the formats of layers share: settings in JSON, the walk from layer to layer, and how such a file is opened. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.model.lowering.layers;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
