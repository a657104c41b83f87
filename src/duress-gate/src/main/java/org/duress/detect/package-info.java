/** Can attacked images be told from clean ones? */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.detect;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
