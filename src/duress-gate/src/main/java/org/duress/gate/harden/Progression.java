package org.duress.gate.harden;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.result.HardeningRound;

/**
 * The rounds so far, and the network of the best of them: what is left under attack counts, and what clean images have
 * lost beyond what they may lose counts tenfold against it. Mutable, for one thread.
 */
final class Progression {
    private static final double PRICE = 10;
    private static final String ROUNDS = "rounds";
    private static final String WEIGHTS = "best weights";
    private static final String STATISTICS = "best statistics";
    private static final int NUMBERS = 3;

    private final double mayLose;
    private final List<HardeningRound> rounds = new ArrayList<>();
    private float[] weights = {};
    private float[] statistics = {};
    private int best;

    /**
     * None yet.
     *
     * @param mayLose clean Dice that is lost at no price
     */
    Progression(double mayLose) {
        this.mayLose = mayLose;
    }

    boolean isEmpty() {
        return rounds.isEmpty();
    }

    List<HardeningRound> rounds() {
        return List.copyOf(rounds);
    }

    HardeningRound best() {
        return rounds.get(best);
    }

    /** Rounds since the best one. */
    int since() {
        return rounds.size() - 1 - best;
    }

    /** Adds a round; its numbers are kept as floats, as a checkpoint has them. */
    void add(int steps, double clean, double attacked, Network network) {
        rounds.add(new HardeningRound(steps, (float) clean, (float) attacked));
        if (rounds.size() == 1 || score(rounds.get(rounds.size() - 1)) > score(best())) {
            best = rounds.size() - 1;
            weights = network.weights();
            statistics = network.statistics();
        }
    }

    private double score(HardeningRound round) {
        double lost = rounds.get(0).clean() - round.clean();
        return round.attacked() - PRICE * Math.max(0, lost - mayLose);
    }

    float[] weights() {
        return weights.clone();
    }

    float[] statistics() {
        return statistics.clone();
    }

    Map<String, float[]> state() {
        float[] numbers = new float[NUMBERS * rounds.size()];
        for (int i = 0; i < rounds.size(); i++) {
            numbers[NUMBERS * i] = rounds.get(i).steps();
            numbers[NUMBERS * i + 1] = (float) rounds.get(i).clean();
            numbers[NUMBERS * i + 2] = (float) rounds.get(i).attacked();
        }
        return Map.of(ROUNDS, numbers, WEIGHTS, weights, STATISTICS, statistics);
    }

    void restore(NetworkArchive saved) {
        float[] numbers = saved.array(ROUNDS);
        rounds.clear();
        for (int i = 0; i + NUMBERS <= numbers.length; i += NUMBERS) {
            rounds.add(new HardeningRound((int) numbers[i], numbers[i + 1], numbers[i + 2]));
        }
        best = 0;
        for (int i = 1; i < rounds.size(); i++) {
            best = score(rounds.get(i)) > score(best()) ? i : best;
        }
        weights = saved.array(WEIGHTS).clone();
        statistics = saved.array(STATISTICS).clone();
    }
}
