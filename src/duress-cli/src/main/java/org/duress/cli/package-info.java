/** The command for people at a terminal: a thin front door. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.cli;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
