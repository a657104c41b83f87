/** Gates and sweeps on the executors of Apache Spark; the only room that sees it. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.spark;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
