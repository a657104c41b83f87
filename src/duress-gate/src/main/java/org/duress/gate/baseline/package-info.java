/** The model under test asked and counted, and what it does with the clean gate slices. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.gate.baseline;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
