/** What README.md promises to whoever pastes from it; {@code src/duress-acceptance/src/it} holds the projects that do. */
@NullMarked
package org.duress.consumer;

import org.jspecify.annotations.NullMarked;
