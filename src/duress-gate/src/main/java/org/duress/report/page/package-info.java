/** A run as one HTML page that needs nothing else, and no network. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.report.page;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
