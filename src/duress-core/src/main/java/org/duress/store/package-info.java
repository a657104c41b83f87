@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.store;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
