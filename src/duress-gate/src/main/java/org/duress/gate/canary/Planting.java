package org.duress.gate.canary;

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
import org.duress.gate.canary.Plant.Bed;
import org.duress.gate.canary.Plot.Purpose;
import org.duress.gate.canary.Plot.Spot;
import org.duress.gate.judge.RealismJudge;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.result.PlantEvidence;
import org.duress.spec.AttackSpec;
import org.duress.spec.FieldKind;

/** Plants weaknesses in copies of the model, where a plot says, each at a random place of its own. */
public final class Planting {
    /** Places that are tried for one plant, until its witness breaks the copy. */
    private static final int TRIES = 4;

    /**
     * Bumps of D of which the one that changes the image most is taken: where nothing meets, moving changes nothing.
     */
    private static final int MOVES = 8;

    private final AttackSpec attack;
    private final Budget budget;
    private final SegmentationModel model;
    private final Ground ground;

    /**
     * On some ground.
     *
     * @param attack how the model is attacked
     * @param model with the cohort's classes; it stays another's
     */
    public Planting(AttackSpec attack, Budget budget, SegmentationModel model, Ground ground) {
        this.attack = attack;
        this.budget = budget;
        this.model = model;
        this.ground = ground;
    }

    /**
     * What became of a plant of one organ, or where that says nothing of another's.
     *
     * @param attacked attacks a plant; empty where that says nothing
     */
    public Optional<PlantEvidence> grown(Plot plot, Function<Plant, Optional<PlantEvidence>> attacked) {
        for (int organ = 0; organ < plot.spots().size(); organ++) {
            Optional<PlantEvidence> grown = plant(plot, organ).flatMap(attacked);
            if (grown.isPresent()) {
                return grown;
            }
        }
        return Optional.empty();
    }

    /**
     * A plant, if what is to break it does.
     *
     * @param organ how many organs were tried for it before
     */
    Optional<Plant> plant(Plot plot, int organ) {
        Bed bed = bed(plot.spots().get(organ));
        for (int place = 0; place < TRIES; place++) {
            long seed = Seeds.plant(
                    attack.seed(), Plots.place(plot.purpose().kind()), plot.number(), organ * TRIES + place);
            Optional<Plant> plant = plant(bed, plot.purpose(), seed).filter(Plant::broken);
            if (plant.isPresent()) {
                return plant;
            }
        }
        return Optional.empty();
    }

    private Bed bed(Spot spot) {
        return new Bed(
                ground.clean().apply(spot.batch()).get(spot.place()),
                ground.organs().get(spot.organ()),
                spot.organ());
    }

    /** Empty where what breaks it would not count, or changes nothing. */
    private Optional<Plant> plant(Bed bed, Purpose purpose, long seed) {
        return seedling(bed, purpose, seed)
                .map(seedling -> new Plant(
                        attack,
                        budget,
                        ground.realism(),
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
        RealismJudge.Held held = ground.realism().hold(List.of(bed.slice()), whole);
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
