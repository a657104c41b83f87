package org.duress.spec;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.base.EnumWords;

/**
 * How a network is trained further on attacks against it.
 *
 * @param steps optimiser steps, at most; at least 1
 * @param batch images a step, at least 2
 * @param peakRate highest learning rate, above 0
 * @param clean share of the images of a step that are not attacked, in [0, 1)
 * @param budgets shares of the spec's budget, each above 0, of which each step draws one
 * @param attack what attacks in training: its contenders are named, and few steps of theirs are enough
 * @param round steps between two validations, at least 1
 * @param patience rounds without progress after which training ends, at least 1
 * @param validation images that a validation looks at, at most; at least 1
 * @param mayLose clean Dice that may be lost at no price, of what is validated on; in [0, 1]
 */
public record HardeningSpec(
        int steps,
        int batch,
        double peakRate,
        double clean,
        List<Double> budgets,
        AttackSpec attack,
        int round,
        int patience,
        int validation,
        double mayLose) {
    /**
     * Checks the ranges.
     *
     * @throws DuressException if one is left
     */
    public HardeningSpec {
        budgets = List.copyOf(budgets);
        require(steps >= 1, "--steps must be at least 1, not " + steps);
        require(batch >= 2, "--batch must be at least 2, a clean image and an attacked one, not " + batch);
        require(peakRate > 0 && Double.isFinite(peakRate), "--rate must be above 0, not " + peakRate);
        require(clean >= 0 && clean < 1, "--clean must be at least 0 and below 1, not " + clean);
        require(
                !budgets.isEmpty() && budgets.stream().allMatch(share -> share > 0 && Double.isFinite(share)),
                "--budgets must be shares above 0, not " + budgets);
        require(round >= 1, "--round must be at least 1, not " + round);
        require(patience >= 1, "--patience must be at least 1, not " + patience);
        require(validation >= 1, "--validation must be at least 1, not " + validation);
        require(mayLose >= 0 && mayLose <= 1, "--may-lose must be from 0 to 1, not " + mayLose);
        requireContenders(attack);
    }

    private static void requireContenders(AttackSpec attack) {
        require(
                !attack.contenders().isEmpty() && Contender.IN_TRAINING.containsAll(attack.contenders()),
                "--contenders must name some of " + EnumWords.list(Contender.IN_TRAINING) + ", not "
                        + (attack.contenders().isEmpty() ? "none" : EnumWords.list(attack.contenders())));
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new DuressException(sentence);
        }
    }

    /** Images of a step that are attacked, at least one. */
    public int attacked() {
        return Math.max(1, batch - (int) Math.round(clean * batch));
    }

    /** What a reader of the model's file should know: steps, batch, rate, and what it was trained against. */
    public String words() {
        return steps + " steps of " + batch + ", rate " + peakRate + ", " + EnumWords.list(attack.contenders()) + " at "
                + budgets + " of p";
    }

    /** All of it, for a checkpoint that goes on with nothing else. */
    public String text() {
        return Stream.of(
                        "steps=" + steps,
                        "batch=" + batch,
                        "rate=" + peakRate,
                        "clean=" + clean,
                        "budgets=" + budgets,
                        "round=" + round,
                        "patience=" + patience,
                        "validation=" + validation,
                        "mayLose=" + mayLose,
                        attack.toString())
                .collect(Collectors.joining(", "));
    }
}
