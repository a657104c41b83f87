/** Models in containers, which Testcontainers starts, watches and stops; the only room that sees it. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.model.container;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
