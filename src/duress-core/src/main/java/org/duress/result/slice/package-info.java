/**
 * One gate slice under attack: how it was, what was done to it, what the model made of it. What can be rebuilt from
 * slice and fields (I_DV, the moved label) is rebuilt when asked for, not kept.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.result.slice;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
