/** Networks of Deeplearning4j: zips of its ModelSerializer, read as data, and networks in memory. */
@org.jspecify.annotations.NullMarked
package org.duress.model.dl4j;
