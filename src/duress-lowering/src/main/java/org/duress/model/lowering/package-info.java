/** From the layers of any format to a network of the core: what every front end shares. */
@org.jspecify.annotations.NullMarked
package org.duress.model.lowering;
