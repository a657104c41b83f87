/** Models in containers, which Testcontainers starts, watches and stops; the only room that sees it. */
@NullMarked
package org.duress.model.container;

import org.jspecify.annotations.NullMarked;
