/** The attacks made ready: trained, loaded, or nothing but set up. */
@NullMarked
package org.duress.gate.prepare;

import org.jspecify.annotations.NullMarked;
