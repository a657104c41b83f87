package org.duress.gate.evidence;

import java.util.Optional;
import org.duress.gate.baseline.Effort;
import org.duress.result.PlantEvidence;

/**
 * What became of one planted weakness.
 *
 * @param plant empty where none grew, or where that says nothing
 * @param effort what it took
 */
public record GrownPlant(Optional<PlantEvidence> plant, Effort effort) {}
