@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.data;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
