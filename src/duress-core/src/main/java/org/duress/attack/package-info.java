@NullMarked
package org.duress.attack;

import org.jspecify.annotations.NullMarked;
