/** Opens models as their teams use them: the format's network, what the files beside it say, and what stands before. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.model.open;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
