@NullMarked
package org.duress.io;

import org.jspecify.annotations.NullMarked;
