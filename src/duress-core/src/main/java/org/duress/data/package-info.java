@NullMarked
package org.duress.data;

import org.jspecify.annotations.NullMarked;
