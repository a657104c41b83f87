/** From files, properties and code to a spec: layers, of which the strongest wins. */
@NullMarked
package org.duress.spec.read;

import org.jspecify.annotations.NullMarked;
