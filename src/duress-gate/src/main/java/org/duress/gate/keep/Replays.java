package org.duress.gate.keep;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.attack.Perturbation;
import org.duress.attack.replay.ImageKey;
import org.duress.attack.replay.ReplayAttack;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.baseline.Batch;
import org.duress.gate.evidence.BudgetCurve;
import org.duress.model.ImageBatch;
import org.duress.result.slice.Trial;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.store.Counterexample;

/**
 * The counterexamples of earlier runs that belong to gate images and change something, whatever model they were found
 * for.
 *
 * @param known by clean image
 */
public record Replays(Map<ImageKey, Counterexample> known) {
    /** The clean image, the replay, and the replay scaled down. */
    private static final int ASKED_ALONE = 2 + BudgetCurve.SHARES.size();

    public static final Replays NONE = new Replays(Map.of());

    public Replays {
        known = Map.copyOf(known);
    }

    /** Those of some counterexamples that can be replayed on these slices. */
    public static Replays of(List<Counterexample> examples, RobustnessSpec spec, List<Batch> batches) {
        Map<ImageKey, Counterexample> usable = new HashMap<>();
        for (Counterexample example : examples) {
            Perturbation fields = example.fields();
            if ((spec.attack().deforms() && Trial.used(fields.deformation()))
                    || (spec.attack().shades() && Trial.used(fields.intensity()))) {
                usable.put(example.image(), example);
            }
        }
        Map<ImageKey, Counterexample> known = new HashMap<>();
        for (Batch batch : batches) {
            ImageBatch images = batch.images();
            for (int i = 0; i < images.count() && !usable.isEmpty(); i++) {
                ImageKey key = ImageKey.of(images, i);
                Optional.ofNullable(usable.get(key)).ifPresent(example -> known.put(key, example));
            }
        }
        return new Replays(known);
    }

    public int count() {
        return known.size();
    }

    public boolean none() {
        return known.isEmpty();
    }

    /**
     * Images that the model is asked about for each gate slice: first alone, where they are tried first, then beside
     * the others.
     */
    public int asked(Search search) {
        int alone = search == Search.FIRST ? ASKED_ALONE : 0;
        return none() ? 0 : alone + 1;
    }

    public NamedAttack attack(RobustnessSpec spec) {
        Map<ImageKey, Perturbation> fields = new HashMap<>();
        known.forEach((key, example) -> fields.put(key, example.fields()));
        return new NamedAttack(
                Contender.REPLAY, new ReplayAttack(fields, spec.attack().fields()), 1);
    }
}
