/** The command for people at a terminal: a thin front door. */
@NullMarked
package org.duress.cli;

import org.jspecify.annotations.NullMarked;
