package org.duress.gate.canary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.duress.attack.Budget;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.canary.Plot.Purpose;
import org.duress.gate.canary.Plot.Spot;
import org.duress.gate.verdict.CanaryCheck;
import org.duress.result.CanaryEvidence;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.result.PlantEvidence;
import org.duress.result.slice.CleanSlice;
import org.duress.spec.AttackSpec;
import org.duress.spec.FieldKind;

/**
 * Where weaknesses are to be planted in a cohort: for each organ in turn, near slices on which the model finds much of
 * it, for D and for V, within 0.5 and within 0.9 of what may be spent. Of one kind for an eighth of the gate slices,
 * but for each field and share at least once, and at most 8.
 *
 * @param perKind as many as are wanted of each kind; no kind where nothing may be changed or the model finds nothing
 */
public record Plots(Map<Kind, List<Plot>> perKind) {
    /** Nowhere. */
    public static final Plots NONE = new Plots(Map.of());

    /** A plant of each kind for so many gate slices. */
    private static final int SLICES = 8;

    /** Plants of a kind, at most. */
    private static final int MOST = 8;

    private static final double LITTLE = 0.5;
    private static final double MUCH = 0.9;

    /** Organs that are tried for one plant, where the model loses the first of itself. */
    private static final int ORGANS = 2;

    public Plots {
        perKind = perKind.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(perKind));
    }

    /**
     * Those of a cohort.
     *
     * @param attack how the model is attacked
     * @param baseline what the model makes of the gate slices
     */
    public static Plots of(AttackSpec attack, Budget budget, Baseline baseline) {
        List<FieldKind> fields = attack.fields().stream()
                .filter(field -> field == FieldKind.INTENSITY || budget.spec().displacement() > 0)
                .toList();
        if (fields.isEmpty() || attack.xi() == 0 || budget.spec().perceptibility() == 0) {
            return NONE;
        }
        List<List<Bed>> beds = beds(baseline);
        if (beds.isEmpty()) {
            return NONE;
        }
        int slices = baseline.batches().stream()
                .mapToInt(batch -> batch.slices().size())
                .sum();
        Map<Kind, List<Plot>> perKind = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            List<Purpose> purposes = purposes(kind, fields);
            int wanted = Math.max(purposes.size(), Math.min(MOST, (slices + SLICES - 1) / SLICES));
            List<Plot> plots = new ArrayList<>();
            for (int number = 0; number < wanted; number++) {
                List<Spot> spots = new ArrayList<>();
                for (int organ = 0; organ < ORGANS; organ++) {
                    int turn = place(kind) * wanted + number + number / purposes.size() + organ;
                    List<Bed> own = beds.get(turn % beds.size());
                    spots.add(own.get((2 * number + 1) * own.size() / (2 * wanted))
                            .spot());
                }
                plots.add(new Plot(purposes.get(number % purposes.size()), number, spots));
            }
            perKind.put(kind, plots);
        }
        return new Plots(perKind);
    }

    /** Of a kind among the kinds: in the turn of organs, and of seeds. */
    static int place(Kind kind) {
        return kind == Kind.STEP ? 1 : 0;
    }

    /** In such an order that of two organs in turn each gets both fields and both shares. */
    private static List<Purpose> purposes(Kind kind, List<FieldKind> fields) {
        List<Purpose> purposes = new ArrayList<>();
        fields.forEach(field -> purposes.add(new Purpose(kind, field, LITTLE)));
        fields.forEach(field -> purposes.add(0, new Purpose(kind, field, MUCH)));
        return purposes;
    }

    /**
     * A slice that shows an organ.
     *
     * @param pixels that the model takes for it
     */
    private record Bed(Spot spot, long pixels) {}

    /** For each organ that the model finds anywhere, the slices that it finds much of it on. */
    private static List<List<Bed>> beds(Baseline baseline) {
        List<List<Bed>> perOrgan = new ArrayList<>();
        baseline.organs().forEach(organ -> perOrgan.add(new ArrayList<>()));
        for (int b = 0; b < baseline.batches().size(); b++) {
            List<CleanSlice> clean =
                    baseline.batches().get(b).clean(baseline.answers().get(b)::classMap, baseline.sets());
            for (int i = 0; i < clean.size(); i++) {
                for (int organ = 0; organ < perOrgan.size(); organ++) {
                    long pixels = clean.get(i).dice().get(organ).predicted();
                    if (pixels > 0) {
                        perOrgan.get(organ).add(new Bed(new Spot(organ, b, i), pixels));
                    }
                }
            }
        }
        return perOrgan.stream().filter(own -> !own.isEmpty()).map(Plots::large).toList();
    }

    /** Those on which the organ is at least half as large as on the one where it is largest: a rim is soon lost. */
    private static List<Bed> large(List<Bed> own) {
        long largest = own.stream().mapToLong(Bed::pixels).max().orElseThrow();
        return own.stream().filter(bed -> 2 * bed.pixels() >= largest).toList();
    }

    /**
     * Asks what became of one plant after the other, until what the others would show can change nothing any more.
     *
     * @param grown gives what becomes of each of some plots by its place, asked for in their order
     * @return an entry for each kind
     */
    public List<CanaryEvidence> canaries(Function<List<Plot>, IntFunction<Optional<PlantEvidence>>> grown) {
        List<CanaryEvidence> canaries = new ArrayList<>();
        perKind.forEach((kind, plots) -> canaries.add(canary(kind, plots.size(), grown.apply(plots))));
        return canaries;
    }

    private static CanaryEvidence canary(Kind kind, int wanted, IntFunction<Optional<PlantEvidence>> grown) {
        CanaryEvidence canary = new CanaryEvidence(kind, wanted, 0, List.of());
        for (int number = 0; number < wanted && !CanaryCheck.decided(canary); number++) {
            List<PlantEvidence> plants = new ArrayList<>(canary.plants());
            grown.apply(number).ifPresent(plants::add);
            canary = new CanaryEvidence(kind, wanted, number + 1, plants);
        }
        return canary;
    }
}
