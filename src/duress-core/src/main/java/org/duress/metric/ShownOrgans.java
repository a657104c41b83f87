package org.duress.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.OrganSets;

/**
 * Which organs the clean answer to one image shows, and with it what can be lost. Of an organ that shows it is the
 * overlap; an organ that does not can only be drawn where there is none.
 *
 * <p>A model that gives each of a thousand pixels a hundredth of an organ shows none of it. So what counts here is how
 * much of it is certain, the sum of its squared probabilities.
 */
public final class ShownOrgans {
    /** So large a share of an image, drawn falsely, halves the score of an organ that it does not show. */
    private static final double FALSE_SHARE = 0.02;

    /** By the organ's number. */
    private final boolean[] shown;

    private final OrganSets sets;
    private final int pixels;

    private ShownOrgans(boolean[] shown, OrganSets sets, int pixels) {
        this.shown = shown;
        this.sets = sets;
        this.pixels = pixels;
    }

    /**
     * The organs of one image.
     *
     * @param clean the clean answer, {@code [pixels, classes]} row-major from {@code offset}, class 0 background
     * @param sets which organs a class is
     */
    public static ShownOrgans of(float[] clean, int offset, int pixels, OrganSets sets) {
        boolean[] shown = new boolean[sets.organs() + 1];
        for (int organ = 1; organ < shown.length; organ++) {
            double certain = 0;
            for (int p = 0; p < pixels; p++) {
                double probability = sets.share(clean, offset + p * sets.classes(), organ);
                certain += probability * probability;
            }
            shown[organ] = SoftDice.shows(certain);
        }
        return new ShownOrgans(shown, sets, pixels);
    }

    /** Whether an organ of a number shows. */
    public boolean shows(int organ) {
        return shown[organ];
    }

    /** How many organs show. */
    public int count() {
        return (int) organs().stream().filter(this::shows).count();
    }

    /** The numbers of all organs, shown or not. */
    public List<Integer> organs() {
        return IntStream.range(1, shown.length).boxed().toList();
    }

    /**
     * Scores an answer: an organ that shows by its soft Dice; one that does not by {@code K / (K + drawn)}, where drawn
     * is how many pixels' worth the answer holds beyond the clean one, and K a fiftieth of the image's pixels.
     *
     * @param moved the clean answer, moved by D, from {@code movedOffset}
     * @param answer to the perturbed image, from {@code answerOffset}
     */
    public OrganScores score(float[] moved, int movedOffset, float[] answer, int answerOffset) {
        SoftDice dice = SoftDice.ofShown(moved, movedOffset, answer, answerOffset, pixels, sets);
        double much = FALSE_SHARE * pixels;
        List<Double> organs = new ArrayList<>();
        for (int c = 1; c < shown.length; c++) {
            organs.add(shown[c] ? dice.of(c) : much / (much + Math.max(0, dice.beyond(c))));
        }
        return new OrganScores(dice.mean(), organs);
    }
}
