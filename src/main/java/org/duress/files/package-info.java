/** Files that are whole or absent, what killed processes left of them, and what becomes of a damaged one. */
@NullMarked
package org.duress.files;

import org.jspecify.annotations.NullMarked;
