/** Models saved by SameDiff: parsed as data, lowered to the network core. */
@org.jspecify.annotations.NullMarked
package org.duress.model.samediff;
