/**
 * What becomes of files that are damaged, or made to do harm: mutants of good ones, by the thousand, for every parser.
 */
@NullMarked
package org.duress.fuzz;

import org.jspecify.annotations.NullMarked;
