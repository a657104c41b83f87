/**
 * What a run measured and what follows from it: evidence, its parts, the verdict, and what leaves the gate with them.
 * Values only; nothing here measures. A reporter needs no other room for what it reports.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.result;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
