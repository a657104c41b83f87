package org.duress.spec;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.duress.base.EnumWords;
import org.duress.spec.key.Bounds;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Schema;
import org.duress.spec.key.Section;
import org.duress.spec.key.Setting;
import org.duress.spec.key.Shape;

/**
 * The natural shifts that a gate measures a model under, and may hold it to.
 *
 * @param severity at which the limit holds, 1 to 5; all five are measured
 * @param maxDiceDrop in (0, 1]; empty where shifts are measured, and decide nothing
 * @param kinds those to measure; empty for all that the cohort's images have
 */
public record ShiftsSpec(int severity, OptionalDouble maxDiceDrop, Set<ShiftKind> kinds) {
    /** Severities that each shift has, beside the clean image at 0. */
    public static final int SEVERITIES = 5;

    private static final int DEFAULT_SEVERITY = 3;

    private static final String SEVERITY = "severity";
    private static final String MAX_DICE_DROP = "maxDiceDrop";
    private static final String KINDS = "kinds";

    private static final Kind<Integer> SEVERITY_KIND =
            Kind.whole("a whole number", Bounds.from(1).to(SEVERITIES));

    private static final Shape SHAPE = Shape.EMPTY
            .with(SEVERITY, SEVERITY_KIND.schema())
            .with(MAX_DICE_DROP, GateKinds.FALL.schema())
            .with(KINDS, Schema.list(Schema.choice(List.of(ShiftKind.values())), 1));

    /** The value of {@code gate.shifts}. */
    static final Kind<ShiftsSpec> KIND = new Kind<>(
            "a block of severity (" + SEVERITY_KIND.words() + "), maxDiceDrop (" + GateKinds.FALL.words()
                    + ") and kinds (a list of shifts)",
            SHAPE.schema(),
            setting -> of(setting.section().only(SHAPE)),
            shifts -> SEVERITY_KIND.range().test(shifts.severity)
                    && shifts.maxDiceDrop.stream().allMatch(GateKinds.FALL.range()::test));

    public ShiftsSpec {
        kinds = kinds.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(kinds));
    }

    private static ShiftsSpec of(Section block) {
        return new ShiftsSpec(
                block.find(SEVERITY).map(SEVERITY_KIND.reader()).orElse(DEFAULT_SEVERITY),
                block.find(MAX_DICE_DROP)
                        .map(setting ->
                                OptionalDouble.of(GateKinds.FALL.reader().apply(setting)))
                        .orElseGet(OptionalDouble::empty),
                block.find(KINDS).map(ShiftsSpec::kinds).orElse(Set.of()));
    }

    private static Set<ShiftKind> kinds(Setting setting) {
        EnumSet<ShiftKind> kinds = EnumSet.noneOf(ShiftKind.class);
        setting.items("a list of shifts").forEach(item -> kinds.add(item.nearest(List.of(ShiftKind.values()))));
        if (kinds.isEmpty()) {
            throw setting.error("names no shift; name some, or remove it for all that the images have");
        }
        return kinds;
    }

    /**
     * A shift that images of such a cohort do not have, where one is asked for.
     *
     * @return the end of a sentence that begins with the key
     */
    public Optional<String> contradiction(Optional<Modality> modality) {
        return kinds.stream().flatMap(kind -> refusal(kind, modality).stream()).findFirst();
    }

    private static Optional<String> refusal(ShiftKind kind, Optional<Modality> modality) {
        String name = "'" + EnumWords.of(kind) + "'";
        if (modality.isPresent() && !kind.modalities().contains(modality.get())) {
            return Optional.of("names " + name + ", which cohort.modality " + EnumWords.of(modality.get())
                    + " does not have; it has "
                    + ShiftKind.of(modality.get()).stream().map(EnumWords::of).collect(Collectors.joining(", ")));
        }
        if (modality.isEmpty() && kind.needs() == ShiftKind.Needs.HOUNSFIELD) {
            return Optional.of("names " + name
                    + ", which is measured in Hounsfield units; set cohort.modality to ct, or remove it");
        }
        return Optional.empty();
    }

    /** As it is written in a spec. */
    @Override
    public String toString() {
        return "{severity: " + severity
                + maxDiceDrop.stream()
                        .mapToObj(limit -> ", maxDiceDrop: " + limit)
                        .collect(Collectors.joining())
                + (kinds.isEmpty()
                        ? ""
                        : kinds.stream().map(EnumWords::of).collect(Collectors.joining(", ", ", kinds: [", "]")))
                + "}";
    }

    /** Those to try, whatever an image has: those named, or those of the modality, or those of any. */
    public List<ShiftKind> candidates(Optional<Modality> modality) {
        if (!kinds.isEmpty()) {
            return List.copyOf(kinds);
        }
        return modality.map(ShiftKind::of)
                .orElseGet(() -> EnumSet.allOf(ShiftKind.class).stream()
                        .filter(ShiftKind::anywhere)
                        .toList());
    }
}
