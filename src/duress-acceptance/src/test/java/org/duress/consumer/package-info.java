/** What README.md and docs/ promise to whoever pastes from them; {@code it} holds the projects that do. */
@NullMarked
package org.duress.consumer;

import org.jspecify.annotations.NullMarked;
