/** Whether this machine can do what Duress asks of it: what there is, and what it computes of known numbers. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.doctor;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
