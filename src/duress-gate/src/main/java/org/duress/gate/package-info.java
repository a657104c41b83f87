@NullMarked
package org.duress.gate;

import org.jspecify.annotations.NullMarked;
