/** What a run measured and what follows from it: evidence, its parts, the verdict. Values only; nothing here computes. */
@NullMarked
package org.duress.result;

import org.jspecify.annotations.NullMarked;
