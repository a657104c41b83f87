/** A fragile copy of the model, which an attack must break to be believed. */
@NullMarked
package org.duress.gate.canary;

import org.jspecify.annotations.NullMarked;
