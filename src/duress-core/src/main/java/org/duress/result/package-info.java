/**
 * What a run measured and what follows from it: evidence, its parts, the verdict, and what leaves the gate with them.
 * Values only; nothing here measures. A reporter needs no other room for what it reports.
 */
@NullMarked
package org.duress.result;

import org.jspecify.annotations.NullMarked;
