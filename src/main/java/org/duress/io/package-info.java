/** Bytes that others have written, read within bounds: the limit is asked first, of the file's size or its directory. */
@NullMarked
package org.duress.io;

import org.jspecify.annotations.NullMarked;
