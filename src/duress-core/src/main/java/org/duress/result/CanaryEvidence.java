package org.duress.result;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How copies of the model with planted weaknesses of one kind fared under the attacks, within the same budget and held
 * to the same realism.
 *
 * @param kind of the weaknesses
 * @param wanted plants that there were to be
 * @param tried of those that were wanted, the first so many: the others could change nothing any more
 * @param plants each a copy of the model with one weakness; fewer than were tried where too little may be changed to
 *     plant one
 */
public record CanaryEvidence(Kind kind, int wanted, int tried, List<PlantEvidence> plants) {
    /** What a weakness is like from where a search starts. */
    public enum Kind {
        /** The model gets the blinder the further an image goes, from the start, so that gradients lead there. */
        SLOPE,
        /** Flat ground and a step: the model is blind or is not, and gradients say nothing of it. */
        STEP
    }

    public CanaryEvidence {
        plants = List.copyOf(plants);
    }

    /** All that were wanted were tried. */
    public CanaryEvidence(Kind kind, int wanted, List<PlantEvidence> plants) {
        this(kind, wanted, wanted, plants);
    }

    /** Plants that fell to the attacks. */
    public int fallen() {
        return (int) plants.stream().filter(PlantEvidence::fell).count();
    }

    /** Plants that fell to random smooth fields of the whole budget. */
    public int fallenUnderRandom() {
        return (int) plants.stream().filter(PlantEvidence::fellUnderRandom).count();
    }

    /** Mean over the plants of {@link PlantEvidence#witnessDice}; NaN without plants. */
    public double plantedDice() {
        return mean(PlantEvidence::witnessDice);
    }

    /** Mean over the plants of {@link PlantEvidence#attackedDice}; NaN without plants. */
    public double attackedDice() {
        return mean(PlantEvidence::attackedDice);
    }

    /** Mean over the plants of {@link PlantEvidence#randomDice}; NaN without plants. */
    public double randomDice() {
        return mean(PlantEvidence::randomDice);
    }

    private double mean(ToDoubleFunction<PlantEvidence> dice) {
        return plants.stream().mapToDouble(dice).average().orElse(Double.NaN);
    }
}
