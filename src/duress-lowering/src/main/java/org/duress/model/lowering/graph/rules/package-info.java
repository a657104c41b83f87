/**
 * What operators of foreign graphs do, whatever they are called: with numbers, which are computed, and with what
 * depends on the image, which becomes layers or another view.
 */
@org.jspecify.annotations.NullMarked
package org.duress.model.lowering.graph.rules;
