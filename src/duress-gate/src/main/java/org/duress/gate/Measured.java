package org.duress.gate;

import org.duress.gate.baseline.Baseline;
import org.duress.gate.keep.Replays;

/**
 * What is known before any attack.
 *
 * @param replays counterexamples of earlier runs that belong to the gate slices
 */
record Measured(Opened opened, Baseline baseline, Replays replays) {}
