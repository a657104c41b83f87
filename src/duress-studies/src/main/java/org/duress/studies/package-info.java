/** Benchmarks, and what makes the tables of docs/ that the command line does not. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.studies;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
