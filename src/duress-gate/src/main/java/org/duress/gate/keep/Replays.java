package org.duress.gate.keep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.attack.KeptFields;
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
import org.duress.store.Fingerprint;

/**
 * The counterexamples of earlier runs that belong to gate images and change something, whatever model they were found
 * for.
 *
 * @param known by clean image; several of one, where it was another trial that was the worst for another organ
 * @param others how many there are that belong to no gate image, or change nothing
 */
public record Replays(Map<ImageKey, List<Counterexample>> known, int others) {

    public static final Replays NONE = new Replays(Map.of(), 0);

    public Replays {
        known = Map.copyOf(known);
    }

    /** Those of some counterexamples that can be replayed on these slices. */
    public static Replays of(List<Counterexample> examples, RobustnessSpec spec, List<Batch> batches) {
        Map<ImageKey, List<Counterexample>> usable = new HashMap<>();
        for (Counterexample example : examples) {
            if ((spec.attack().deforms() && Trial.used(example.kept().deformation()))
                    || (spec.attack().shades() && Trial.used(example.kept().intensity()))) {
                usable.computeIfAbsent(example.image(), image -> new ArrayList<>())
                        .add(example);
            }
        }
        Map<ImageKey, List<Counterexample>> known = new HashMap<>();
        for (Batch batch : batches) {
            ImageBatch images = batch.images();
            for (int i = 0; i < images.count() && !usable.isEmpty(); i++) {
                ImageKey key = ImageKey.of(images, i);
                Optional.ofNullable(usable.get(key)).ifPresent(ofImage -> known.put(key, ofImage));
            }
        }
        return new Replays(known, examples.size() - count(known));
    }

    public int count() {
        return count(known);
    }

    private static int count(Map<ImageKey, List<Counterexample>> known) {
        return known.values().stream().mapToInt(List::size).sum();
    }

    /** Of the image that has most. */
    private int most() {
        return known.values().stream().mapToInt(List::size).max().orElse(0);
    }

    public boolean none() {
        return known.isEmpty();
    }

    /**
     * Images that the model is asked about for each gate slice: first alone, where they are tried first, then beside
     * the others.
     */
    public int asked(Search search) {
        // Alone: the clean image, each replay, and each scaled down.
        int alone = search == Search.FIRST ? 1 + most() * (1 + BudgetCurve.SHARES.size()) : 0;
        return none() ? 0 : alone + most();
    }

    /** SHA-256 (hex) of all fields, image by image; empty where there are none. */
    public String fingerprint() {
        if (none()) {
            return "";
        }
        Fingerprint fingerprint = new Fingerprint();
        known.keySet().stream().sorted(Comparator.comparing(ImageKey::sha256)).forEach(image -> {
            fingerprint.add("image", image.sha256());
            known.getOrDefault(image, List.of())
                    .forEach(example -> fingerprint
                            .add("deformation", example.kept().deformation())
                            .add("intensity", example.kept().intensity()));
        });
        return fingerprint.hex();
    }

    public NamedAttack attack(RobustnessSpec spec) {
        Map<ImageKey, List<Perturbation>> fields = new HashMap<>();
        known.forEach((key, examples) -> fields.put(
                key, KeptFields.list(examples.stream().map(Counterexample::kept).toList())));
        return new NamedAttack(
                Contender.REPLAY, new ReplayAttack(fields, spec.attack().fields()), Math.max(1, most()));
    }
}
