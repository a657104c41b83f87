/** How things go wrong, and how far they are: what every room says and every user meets. */
@NullMarked
package org.duress;

import org.jspecify.annotations.NullMarked;
