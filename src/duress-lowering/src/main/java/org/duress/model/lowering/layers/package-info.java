/** What the formats of layers share: settings in JSON, the walk from layer to layer, and how such a file is opened. */
@org.jspecify.annotations.NullMarked
package org.duress.model.lowering.layers;
