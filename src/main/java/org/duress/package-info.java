@NullMarked
package org.duress;

import org.jspecify.annotations.NullMarked;
