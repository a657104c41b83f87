/** The Open Inference Protocol: models behind a server that is asked over HTTP. Knows nothing of containers. */
@NullMarked
package org.duress.model.openinference;

import org.jspecify.annotations.NullMarked;
