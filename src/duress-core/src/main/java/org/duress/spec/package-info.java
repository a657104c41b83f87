@NullMarked
package org.duress.spec;

import org.jspecify.annotations.NullMarked;
