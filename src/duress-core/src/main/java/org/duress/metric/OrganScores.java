package org.duress.metric;

import java.util.List;

/**
 * What an answer leaves of each organ of one image ({@link ShownOrgans#score}): the lower, the worse.
 *
 * @param mean over the organs that the clean answer shows ({@link SoftDice#mean()}), in [0, 1]
 * @param organs one score in [0, 1] for each organ, in order from organ 1 on
 */
public record OrganScores(double mean, List<Double> organs) {
    public OrganScores {
        organs = List.copyOf(organs);
    }

    /**
     * The score of one organ.
     *
     * @param organ its number, from 1 on
     */
    public double of(int organ) {
        return organs.get(organ - 1);
    }
}
