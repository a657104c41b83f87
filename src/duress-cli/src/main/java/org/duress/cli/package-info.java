/** Commands for people at a terminal: thin front doors, run with {@code mvn exec:java}. */
@NullMarked
package org.duress.cli;

import org.jspecify.annotations.NullMarked;
