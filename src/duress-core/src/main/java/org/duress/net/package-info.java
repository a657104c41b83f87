@NullMarked
package org.duress.net;

import org.jspecify.annotations.NullMarked;
