/** What pages say of a result, as tables and sentences that are neither HTML nor Markdown. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package org.duress.report.facts;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
