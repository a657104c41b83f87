package org.duress.gate.harden;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.data.Patches;
import org.duress.data.Slice;
import org.duress.data.Subject;

/**
 * What a network is trained further on, and what tells whether that helps: slices, or patches of volumes, of attacker
 * subjects alone.
 *
 * @param training of most subjects
 * @param validation of the others, spread over them evenly
 */
public record Images(List<Slice> training, List<Slice> validation) {
    /** One subject in so many is held out. */
    private static final int HELD_OUT = 5;

    public Images {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /**
     * Holds the last fifth of the subjects out, at least one.
     *
     * @param subjects of the attacker, no gate subject
     * @param most images of a validation
     * @throws DuressException if there is only one subject
     */
    public static Images of(List<Subject> subjects, int most, long seed) {
        if (subjects.size() < 2) {
            throw new DuressException("hardening needs two attacker subjects or more, one of them to validate on, and"
                    + " cohort.attackerSubjects leaves " + subjects.size() + "; raise it");
        }
        int kept = subjects.size() - Math.max(1, subjects.size() / HELD_OUT);
        List<Slice> held = images(subjects.subList(kept, subjects.size()), seed);
        int shown = Math.min(most, held.size());
        return new Images(
                images(subjects.subList(0, kept), seed),
                IntStream.range(0, shown)
                        .mapToObj(i -> held.get((int) ((long) i * held.size() / shown)))
                        .toList());
    }

    private static List<Slice> images(List<Subject> subjects, long seed) {
        return Patches.of(
                subjects.stream().flatMap(subject -> subject.slices().stream()).toList(), seed);
    }

    /** Draws images to train on, any of them as often as it happens. */
    List<Slice> draw(int count, Random random) {
        List<Slice> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(training.get(random.nextInt(training.size())));
        }
        return drawn;
    }
}
