@NullMarked
package org.duress.junit;

import org.jspecify.annotations.NullMarked;
