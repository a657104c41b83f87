/** What came of the attack on some batches, as bytes: written by one machine, read and added up by another. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.gate.shard;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
