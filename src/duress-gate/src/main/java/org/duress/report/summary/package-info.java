/** A run over all specs as one page of Markdown, for those who review a change. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.report.summary;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
