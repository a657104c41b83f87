/**
 * Files that are whole or absent, what killed processes left of them, and what becomes of a damaged one; and bytes that
 * others have written, read within bounds: the limit is asked first, of the file's size or its directory.
 */
@NullMarked
package org.duress.base;

import org.jspecify.annotations.NullMarked;
