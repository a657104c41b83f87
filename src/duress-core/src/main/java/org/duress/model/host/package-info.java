/** Where models run that answer from another process: what runs a server, and what starts containers. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.model.host;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
