/** Models saved by SameDiff: parsed as data, lowered to the network core. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.model.samediff;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
