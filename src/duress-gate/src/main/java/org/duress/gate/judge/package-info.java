/**
 * What a perturbed slice comes to: rebuilt, segmented, compared with the labels; what it cost, and whether it counts.
 */
@NullMarked
package org.duress.gate.judge;

import org.jspecify.annotations.NullMarked;
