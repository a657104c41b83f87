@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.junit;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
