@NullMarked
package org.duress.store;

import org.jspecify.annotations.NullMarked;
