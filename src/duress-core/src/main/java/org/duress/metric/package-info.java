@NullMarked
package org.duress.metric;

import org.jspecify.annotations.NullMarked;
