package org.duress.dataset;

import java.util.List;
import java.util.Optional;
import org.duress.base.EnumWords;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.spec.Contender;

/**
 * A training subject as it is, or as one attack changes it: images I_DV with labels moved by D.
 *
 * @param subject under an id of its own; slices that the attack changed, under names of their own
 * @param of the subject's id in the spec's cohort
 * @param originals names of the slices in the spec's cohort, in the order of those of the copy
 * @param by who attacked; empty of the subject as it is
 * @param number of the perturbation among those that this attack gave, from 1; 0 of the subject as it is
 */
public record AttackedCopy(Subject subject, String of, List<String> originals, Optional<Contender> by, int number) {
    public AttackedCopy {
        originals = List.copyOf(originals);
    }

    /** The subject as it is. */
    static AttackedCopy clean(Subject subject) {
        return new AttackedCopy(
                copy(subject.id(), subject.slices(), CLEAN),
                subject.id(),
                subject.slices().stream().map(Slice::name).toList(),
                Optional.empty(),
                0);
    }

    /** What a name ends in where nobody attacked. */
    private static final String CLEAN = "clean";

    /** {@code gradient-1}. */
    static String suffix(Contender by, int number) {
        return EnumWords.of(by) + "-" + number;
    }

    static Subject copy(String id, List<Slice> slices, String suffix) {
        return new Subject(
                id + "_" + suffix,
                slices.stream()
                        .map(slice -> new Slice(
                                slice.name() + "_" + suffix,
                                slice.grid(),
                                slice.image(),
                                slice.classes(),
                                slice.scales()))
                        .toList());
    }
}
