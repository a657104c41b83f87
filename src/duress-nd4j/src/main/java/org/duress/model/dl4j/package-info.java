/** Networks of Deeplearning4j: zips of its ModelSerializer, read as data, and networks in memory. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.model.dl4j;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
