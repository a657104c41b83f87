/** Natural shifts: what scanners, protocols and software do to images, in five severities. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.shift;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
