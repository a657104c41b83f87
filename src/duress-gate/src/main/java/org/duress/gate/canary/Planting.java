package org.duress.gate.canary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.duress.attack.Budget;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Seeds;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.canary.Plant.Bed;
import org.duress.gate.canary.Plant.Purpose;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.verdict.CanaryCheck;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.result.CanaryEvidence;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.result.PlantEvidence;
import org.duress.result.slice.CleanSlice;
import org.duress.spec.AttackSpec;
import org.duress.spec.FieldKind;

/**
 * Plants weaknesses in copies of the model, so many of each kind as {@link #wanted}: one for each organ in turn, near
 * slices on which the model finds much of it, for D and for V, within 0.5 and within 0.9 of what may be spent, each at
 * a random place of its own.
 */
public final class Planting {
    /** A plant of each kind for so many gate slices. */
    private static final int SLICES = 8;

    /** Plants of a kind, at most. */
    private static final int MOST = 8;

    private static final double LITTLE = 0.5;
    private static final double MUCH = 0.9;

    /** Places that are tried for one plant, until its witness breaks the copy. */
    private static final int TRIES = 4;

    /** Organs that are tried for one plant, where the model loses the first of itself. */
    private static final int ORGANS = 2;

    /**
     * Bumps of D of which the one that changes the image most is taken: where nothing meets, moving changes nothing.
     */
    private static final int MOVES = 8;

    private final AttackSpec attack;
    private final Budget budget;
    private final SegmentationModel model;
    private final RealismJudge realism;
    private final Baseline baseline;
    private final List<List<Spot>> beds;
    private final int slices;

    /**
     * Where a bed is: of all that there are only numbers are kept.
     *
     * @param organ its index
     * @param batch of the slice
     * @param place of the slice in the batch
     * @param pixels that the model takes for the organ
     */
    private record Spot(int organ, int batch, int place, long pixels) {}

    /**
     * For one cohort.
     *
     * @param attack how the model is attacked
     * @param model with the cohort's classes; it stays another's
     * @param baseline what the model makes of the gate slices
     * @param realism says which images count
     */
    public Planting(
            AttackSpec attack, Budget budget, SegmentationModel model, Baseline baseline, RealismJudge realism) {
        this.attack = attack;
        this.budget = budget;
        this.model = model;
        this.realism = realism;
        this.baseline = baseline;
        slices = baseline.batches().stream()
                .mapToInt(batch -> batch.slices().size())
                .sum();
        beds = beds(baseline);
    }

    /** For each organ that the model finds anywhere, the slices that it finds much of it on. */
    private static List<List<Spot>> beds(Baseline baseline) {
        List<List<Spot>> perOrgan = new ArrayList<>();
        baseline.organs().forEach(organ -> perOrgan.add(new ArrayList<>()));
        for (int b = 0; b < baseline.batches().size(); b++) {
            List<CleanSlice> clean = clean(baseline, b);
            for (int i = 0; i < clean.size(); i++) {
                for (int organ = 0; organ < perOrgan.size(); organ++) {
                    long pixels = clean.get(i).dice().get(organ).predicted();
                    if (pixels > 0) {
                        perOrgan.get(organ).add(new Spot(organ, b, i, pixels));
                    }
                }
            }
        }
        return perOrgan.stream()
                .filter(own -> !own.isEmpty())
                .map(Planting::large)
                .toList();
    }

    private static List<CleanSlice> clean(Baseline baseline, int batch) {
        return baseline.batches().get(batch).clean(baseline.answers().get(batch)::classMap, baseline.sets());
    }

    /** Those on which the organ is at least half as large as on the one where it is largest: a rim is soon lost. */
    private static List<Spot> large(List<Spot> own) {
        long largest = own.stream().mapToLong(Spot::pixels).max().orElseThrow();
        return own.stream().filter(spot -> 2 * spot.pixels() >= largest).toList();
    }

    private Bed bed(Spot spot) {
        return new Bed(
                clean(baseline, spot.batch()).get(spot.place()),
                baseline.organs().get(spot.organ()),
                spot.organ());
    }

    /**
     * Plants, and measures one plant after the other, until what the others would show can change nothing any more.
     *
     * @param attacked attacks a plant; empty where that says nothing
     * @return an entry for each kind; none where nothing may be changed or the model finds nothing
     */
    public List<CanaryEvidence> canaries(Function<Plant, Optional<PlantEvidence>> attacked) {
        if (beds.isEmpty()
                || fields().isEmpty()
                || attack.xi() == 0
                || budget.spec().perceptibility() == 0) {
            return List.of();
        }
        List<CanaryEvidence> canaries = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            canaries.add(canary(kind, attacked));
        }
        return canaries;
    }

    private CanaryEvidence canary(Kind kind, Function<Plant, Optional<PlantEvidence>> attacked) {
        CanaryEvidence canary = new CanaryEvidence(kind, wanted(), 0, List.of());
        for (int number = 0; number < wanted() && !CanaryCheck.decided(canary); number++) {
            List<PlantEvidence> plants = new ArrayList<>(canary.plants());
            grown(kind, number, attacked).ifPresent(plants::add);
            canary = new CanaryEvidence(kind, wanted(), number + 1, plants);
        }
        return canary;
    }

    /** What became of a plant of one organ, or where that says nothing of another's. */
    private Optional<PlantEvidence> grown(Kind kind, int number, Function<Plant, Optional<PlantEvidence>> attacked) {
        for (int organ = 0; organ < ORGANS; organ++) {
            Optional<PlantEvidence> grown = plant(kind, number, organ).flatMap(attacked);
            if (grown.isPresent()) {
                return grown;
            }
        }
        return Optional.empty();
    }

    /** Of one kind: an eighth of the gate slices, but each field and share at least once, and at most 8. */
    int wanted() {
        return Math.max(purposes(Kind.STEP).size(), Math.min(MOST, (slices + SLICES - 1) / SLICES));
    }

    /** Those of one kind whose witness breaks them; {@link #wanted} at most. */
    List<Plant> plants(Kind kind) {
        return IntStream.range(0, wanted())
                .mapToObj(number -> plant(kind, number, 0))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Of a kind among the kinds: in the turn of organs, and of seeds. */
    private static int place(Kind kind) {
        return kind == Kind.STEP ? 1 : 0;
    }

    /** In such an order that of two organs in turn each gets both fields and both shares. */
    private List<Purpose> purposes(Kind kind) {
        List<FieldKind> fields = fields();
        List<Purpose> purposes = new ArrayList<>();
        fields.forEach(field -> purposes.add(new Purpose(kind, field, LITTLE)));
        fields.forEach(field -> purposes.add(0, new Purpose(kind, field, MUCH)));
        return purposes;
    }

    private List<FieldKind> fields() {
        return attack.fields().stream()
                .filter(field -> field == FieldKind.INTENSITY || budget.spec().displacement() > 0)
                .toList();
    }

    /**
     * One of those wanted.
     *
     * @param organ how many organs were tried for it before
     */
    private Optional<Plant> plant(Kind kind, int number, int organ) {
        List<Purpose> purposes = purposes(kind);
        Purpose purpose = purposes.get(number % purposes.size());
        int turn = place(kind) * wanted() + number + number / purposes.size() + organ;
        List<Spot> own = beds.get(turn % beds.size());
        Bed bed = bed(own.get((2 * number + 1) * own.size() / (2 * wanted())));
        for (int place = 0; place < TRIES; place++) {
            long seed = Seeds.plant(attack.seed(), place(kind), number, organ * TRIES + place);
            Optional<Plant> plant = plant(bed, purpose, seed).filter(Plant::broken);
            if (plant.isPresent()) {
                return plant;
            }
        }
        return Optional.empty();
    }

    /** Empty where what breaks it would not count, or changes nothing. */
    private Optional<Plant> plant(Bed bed, Purpose purpose, long seed) {
        return seedling(bed, purpose, seed)
                .map(seedling -> new Plant(
                        attack,
                        budget,
                        realism,
                        bed,
                        purpose,
                        seed,
                        new FragileCopy(model, seedling.weakness()),
                        seedling.witness()));
    }

    /** A weakness, and the fields that are to break the copy that has it. */
    private record Seedling(PlantedWeakness weakness, KeptFields witness) {}

    private Optional<Seedling> seedling(Bed bed, Purpose purpose, long seed) {
        ImageBatch image = bed.image();
        Perturbation whole = whole(purpose.field(), image, new Random(seed));
        RealismJudge.Held held = realism.hold(List.of(bed.slice()), whole);
        Perturbation witness = held.fields().times(purpose.share(), purpose.share());
        float[] pattern = Place.pattern(image, witness);
        double gone = PlantedWeakness.gone(pattern, image, Warp.perturb(image, witness), 0);
        if (held.slices().get(0).scale() == 0 || !(gone > 0)) {
            return Optional.empty();
        }
        PlantedWeakness weakness = PlantedWeakness.passedBy(gone, purpose.kind(), image, pattern, bed.index() + 1);
        return Optional.of(new Seedling(weakness, KeptFields.of(witness)));
    }

    /** One bump that spends the whole budget. */
    private Perturbation whole(FieldKind field, ImageBatch image, Random random) {
        int drawn = field == FieldKind.INTENSITY ? 1 : MOVES;
        return IntStream.range(0, drawn)
                .mapToObj(k -> Place.random(image.grid(), budget.intensities().of(image.channels()), random)
                        .bump(field, image, budget))
                .max(Comparator.comparingDouble(bump -> Place.change(image, bump)))
                .orElseThrow();
    }
}
