@NullMarked
package org.duress.attack.vaegan;

import org.jspecify.annotations.NullMarked;
