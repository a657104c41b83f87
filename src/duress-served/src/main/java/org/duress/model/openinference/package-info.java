/** The Open Inference Protocol: models behind a server that is asked over HTTP. Knows nothing of containers. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.model.openinference;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
