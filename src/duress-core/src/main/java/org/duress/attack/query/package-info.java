/** Attacks that only ask the model. */
@NullMarked
package org.duress.attack.query;

import org.jspecify.annotations.NullMarked;
