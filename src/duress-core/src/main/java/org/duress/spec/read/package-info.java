/** From files, properties and code to a spec: layers, of which the strongest wins. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.spec.read;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
