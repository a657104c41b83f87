/**
 * What every room needs and none owns. Files that are whole or absent, what killed processes left of them, and what
 * becomes of a damaged one; bytes that others have written, read within bounds: the limit is asked first, of the file's
 * size or its directory; digests, seeds, the words of constants, what memory there is, and progress in lines.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package org.duress.base;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
