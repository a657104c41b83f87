package org.duress.attack.gradient;

import java.util.ArrayList;
import java.util.List;

/**
 * How one restart starts.
 *
 * @param deforms whether it uses D
 * @param shades whether it uses V
 * @param aimed whether it aims at one organ, in each image at another, or at all of them
 * @param learns whether it starts from the worst that was found so far for its aim, where others have proposed
 *     anything, or from random fields
 */
record Restart(boolean deforms, boolean shades, boolean aimed, boolean learns) {
    /**
     * The first so many: two with all that may be used and all organs for their aim, of which the second learns; then
     * one with each field alone, for ascent on both can end where one alone is worse still; from then on those that aim
     * at an organ, again with both fields and with each alone, and learn.
     *
     * @param deforms whether D may be used
     * @param shades whether V may be used
     */
    static List<Restart> first(int count, boolean deforms, boolean shades) {
        List<Restart> cycle = new ArrayList<>(List.of(new Restart(deforms, shades, true, true)));
        if (deforms && shades) {
            cycle.add(new Restart(false, true, true, true));
            cycle.add(new Restart(true, false, true, true));
        }
        List<Restart> restarts = new ArrayList<>();
        restarts.add(cycle.get(0).atAll());
        restarts.add(new Restart(deforms, shades, false, true));
        cycle.stream().skip(1).map(Restart::atAll).forEach(restarts::add);
        for (int k = 0; restarts.size() < count; k++) {
            restarts.add(cycle.get(k % cycle.size()));
        }
        return restarts.subList(0, count);
    }

    private Restart atAll() {
        return new Restart(deforms, shades, false, false);
    }
}
