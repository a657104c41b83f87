package org.duress.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * Picks one of several segmentations of each slice of a subject, so that one organ's volume Dice over the slices is as
 * low as these segmentations allow, exactly: another one never raises it.
 *
 * <p>The lowest Dice on each slice alone need not give the lowest over all, for slices weigh by their pixels. The
 * volume Dice is the ratio {@code sum 2 I / sum S} with S = predicted + reference, and its least value L is where the
 * least of {@code sum (2 I - L S)} is 0, which falls apart into slices (Dinkelbach 1967). Computed in whole numbers. Of
 * equals that with more wrong pixels is picked, then the earlier. An organ that no label shows has nothing in common
 * with any answer, and what draws most of it is picked.
 */
public final class LowestDice {
    private LowestDice() {}

    /**
     * The segmentations of a slice that can be part of a pick, whatever the other slices are like: the lower envelope
     * of {@code 2 I - L S} over L from 0 to 1.
     *
     * @param slice one count a segmentation; not empty
     * @return indices, not empty, in their order
     */
    public static List<Integer> envelope(List<Dice> slice) {
        List<Integer> kept = new ArrayList<>();
        int here = pick(slice, 0, 1);
        kept.add(here);
        // From one corner to the next: where the line of another, which falls faster, crosses that of this one first.
        while (true) {
            int next = here;
            long rise = 0;
            long run = 0;
            for (int i = 0; i < slice.size(); i++) {
                long ahead = slice.get(i).size() - slice.get(here).size();
                long above = twice(slice.get(i)) - twice(slice.get(here));
                if (ahead <= 0 || above > ahead) {
                    continue;
                }
                int order = next == here ? -1 : Long.compare(above * run, rise * ahead);
                if (order < 0 || (order == 0 && ahead > run)) {
                    next = i;
                    rise = above;
                    run = ahead;
                }
            }
            if (next == here) {
                return kept.stream().sorted().toList();
            }
            kept.add(next);
            here = next;
        }
    }

    /**
     * The pick.
     *
     * @param slices for each slice one count a segmentation; none of them empty
     * @return for each slice the index of a segmentation
     */
    public static int[] choose(List<List<Dice>> slices) {
        int[] chosen = new int[slices.size()];
        Dice all = total(slices, chosen);
        if (all.size() == 0) {
            // Nothing is shown or drawn by the first of each: any that draws something is worse.
            all = new Dice(0, 1, 0);
        }
        while (true) {
            int[] next = new int[slices.size()];
            for (int i = 0; i < next.length; i++) {
                next[i] = pick(slices.get(i), twice(all), all.size());
            }
            Dice lower = total(slices, next);
            if (lower.size() == 0 || twice(lower) * all.size() >= twice(all) * lower.size()) {
                return next;
            }
            all = lower;
        }
    }

    /** The counts of a pick together. */
    public static Dice total(List<List<Dice>> slices, int[] chosen) {
        Dice sum = Dice.NONE;
        for (int i = 0; i < chosen.length; i++) {
            sum = sum.plus(slices.get(i).get(chosen[i]));
        }
        return sum;
    }

    /** Where 2 I - L S is least, L = above / below. */
    private static int pick(List<Dice> slice, long above, long below) {
        int least = 0;
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < slice.size(); i++) {
            Dice one = slice.get(i);
            long value = twice(one) * below - one.size() * above;
            if (value < lowest
                    || (value == lowest && one.wrong() > slice.get(least).wrong())) {
                least = i;
                lowest = value;
            }
        }
        return least;
    }

    private static long twice(Dice one) {
        return 2 * one.intersection();
    }
}
