package org.duress.shift;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.base.EnumWords;
import org.duress.data.Cohort;
import org.duress.data.IntensityScale;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.ShiftKind;
import org.duress.spec.ShiftsSpec;

/**
 * The shifts that the images of a cohort are put under.
 *
 * @param kinds in the order of their enum
 * @param warning of shifts that the modality has, and these images cannot have
 */
public record ChosenShifts(List<ShiftKind> kinds, Optional<String> warning) {
    public ChosenShifts {
        kinds = List.copyOf(kinds);
    }

    /**
     * Those that a spec asks for; none where it asks for none.
     *
     * @throws DuressException if it names one that the cohort's images do not have
     */
    public static ChosenShifts of(RobustnessSpec spec, Cohort cohort) {
        Optional<ShiftsSpec> asked = spec.gate().shifts();
        if (asked.isEmpty()) {
            return new ChosenShifts(List.of(), Optional.empty());
        }
        ShiftsSpec shifts = asked.get();
        shifts.contradiction(spec.cohort().modality()).ifPresent(rule -> {
            throw new DuressException("gate.shifts of spec '" + spec.name() + "' " + rule);
        });
        List<ShiftKind> kinds = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (ShiftKind kind : shifts.candidates(spec.cohort().modality())) {
            Optional<String> lack = lack(kind.needs(), spec, cohort);
            if (lack.isEmpty()) {
                kinds.add(kind);
            } else if (shifts.kinds().isEmpty()) {
                left.add(EnumWords.of(kind) + " (" + lack.get() + ")");
            } else {
                throw new DuressException("gate.shifts names '" + EnumWords.of(kind)
                        + "', which the cohort's images cannot have: " + lack.get() + "; remove it from kinds");
            }
        }
        return new ChosenShifts(
                kinds,
                left.isEmpty()
                        ? Optional.empty()
                        : Optional.of(left.stream()
                                .collect(Collectors.joining(
                                        ", ",
                                        "natural shifts that were left out: ",
                                        "; gate.shifts names no kinds, so that those are tried which the images can"
                                                + " have"))));
    }

    private static Optional<String> lack(ShiftKind.Needs needs, RobustnessSpec spec, Cohort cohort) {
        return switch (needs) {
            case NOTHING -> Optional.empty();
            case HOUNSFIELD ->
                spec.cohort().hounsfield() && scaled(cohort)
                        ? Optional.empty()
                        : Optional.of("nobody knows how many Hounsfield units their intensities stand for");
            case VOLUMES ->
                cohort.volumes() ? Optional.empty() : Optional.of("they are slices, whose neighbours are not at hand");
            case CHANNELS ->
                cohort.channels().size() > 1 ? Optional.empty() : Optional.of("they have one channel, and no other");
        };
    }

    private static boolean scaled(Cohort cohort) {
        return cohort.subjects().stream()
                .flatMap(subject -> subject.slices().stream())
                .flatMap(slice -> slice.scales().stream())
                .noneMatch(IntensityScale.NONE::equals);
    }
}
