/**
 * The network core: graphs as data, ops with their rules, networks and their archive, and the seam behind which they
 * are computed, {@link org.duress.net.Engine}. No class here knows an array library.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.net;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
