package org.duress.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.data.Slice;
import org.duress.metric.Dice;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.spec.GateSpec;
import org.duress.spec.Reference;
import org.duress.store.LeastScales;

/**
 * Finds how little of a perturbation makes an organ of a slice fall past its limit, by bisection over the scale: of
 * both fields, of D alone, of V alone.
 *
 * <p>Dice is not monotone in the scale, so a smaller scale that breaks the organ may exist. The scale that is found was
 * judged, though, and breaks it. All searches take their steps together, so that the model sees whole batches.
 */
final class Shrinking {
    /** Scales are found to 1 / 2^STEPS. */
    static final int STEPS = 8;

    /** Batches that the model is given at once; one that waits for its answers works on them side by side. */
    private static final int AT_ONCE = 8;

    private final GateSpec gate;
    private final Segmenter segmenter;
    private final List<String> organs;
    private final int batchSize;

    Shrinking(GateSpec gate, Segmenter segmenter, List<String> organs, int batchSize) {
        this.gate = gate;
        this.segmenter = segmenter;
        this.organs = organs;
        this.batchSize = batchSize;
    }

    /** Which fields are scaled; what is not is left out. */
    private enum Part {
        BOTH(true, true),
        DEFORMATION(true, false),
        INTENSITY(false, true);

        private final boolean deforms;
        private final boolean shades;

        Part(boolean deforms, boolean shades) {
            this.deforms = deforms;
            this.shades = shades;
        }

        /** Whether anything is left of the perturbation. */
        boolean tells(ChosenSlice one) {
            return switch (this) {
                case BOTH -> one.perturbed();
                case DEFORMATION -> ChosenSlice.used(one.deformation());
                case INTENSITY -> ChosenSlice.used(one.intensity());
            };
        }
    }

    /** One image to judge. */
    private record Trial(int slice, Part part, double scale) {}

    /** What is searched for. */
    private record Aim(int slice, int organ, Part part) {
        Trial at(double scale) {
            return new Trial(slice, part, scale);
        }
    }

    /** The search for one scale. The model stands at low, or was not asked there, and is broken at high. */
    private record Search(Aim aim, double low, double high) {
        Search halved(boolean broken) {
            return broken ? new Search(aim, low, middle()) : new Search(aim, middle(), high);
        }

        double middle() {
            return (low + high) / 2;
        }
    }

    /**
     * The least scales.
     *
     * @param cases slices of one size
     * @param sought organs to be looked at
     * @return per case, the scales of each sought organ, in their order
     */
    List<List<LeastScales>> of(List<ChosenSlice> cases, List<Integer> sought) {
        List<Search> searches = begin(cases, sought);
        for (int step = 0; step < STEPS && !searches.isEmpty(); step++) {
            Map<Trial, List<Dice>> judged = judge(
                    cases,
                    searches.stream()
                            .map(search -> search.aim().at(search.middle()))
                            .toList());
            searches = searches.stream()
                    .map(search -> search.halved(broken(search.aim(), search.middle(), cases, judged)))
                    .toList();
        }
        Map<Aim, Double> found = new HashMap<>();
        searches.forEach(search -> found.put(search.aim(), search.high()));
        List<List<LeastScales>> all = new ArrayList<>();
        for (int slice = 0; slice < cases.size(); slice++) {
            List<LeastScales> scales = new ArrayList<>();
            for (int organ : sought) {
                scales.add(new LeastScales(
                        of(found, new Aim(slice, organ, Part.BOTH)),
                        of(found, new Aim(slice, organ, Part.DEFORMATION)),
                        of(found, new Aim(slice, organ, Part.INTENSITY))));
            }
            all.add(scales);
        }
        return all;
    }

    /** The searches that find something: the whole breaks the organ. */
    private List<Search> begin(List<ChosenSlice> cases, List<Integer> sought) {
        List<Search> searches = new ArrayList<>();
        for (int slice = 0; slice < cases.size(); slice++) {
            for (Part part : Part.values()) {
                if (part.tells(cases.get(slice))) {
                    for (int organ : sought) {
                        searches.add(new Search(new Aim(slice, organ, part), 0, 1));
                    }
                }
            }
        }
        Map<Trial, List<Dice>> judged = judge(
                cases,
                searches.stream().map(search -> search.aim().at(search.high())).toList());
        return searches.stream()
                .filter(search -> broken(search.aim(), search.high(), cases, judged))
                .toList();
    }

    private boolean broken(Aim aim, double scale, List<ChosenSlice> cases, Map<Trial, List<Dice>> judged) {
        double clean = cases.get(aim.slice()).clean().get(aim.organ()).score();
        double dice =
                judged.getOrDefault(aim.at(scale), List.of()).get(aim.organ()).score();
        // Comparisons with NaN are false: what neither label nor answer shows has not fallen.
        return dice < (1 - gate.maxDiceDrop(organs.get(aim.organ()))) * clean;
    }

    private static OptionalDouble of(Map<Aim, Double> found, Aim aim) {
        Double scale = found.get(aim);
        return scale == null ? OptionalDouble.empty() : OptionalDouble.of(scale);
    }

    /** Judges each image once, however many organs ask for it. */
    private Map<Trial, List<Dice>> judge(List<ChosenSlice> cases, List<Trial> trials) {
        List<Trial> distinct = trials.stream().distinct().toList();
        Map<Trial, List<Dice>> judged = new HashMap<>();
        int atOnce = batchSize * AT_ONCE;
        for (int from = 0; from < distinct.size(); from += atOnce) {
            Interruption.check("the counterexamples were shrunk");
            judgeSome(cases, distinct.subList(from, Math.min(distinct.size(), from + atOnce)), judged);
        }
        return judged;
    }

    private void judgeSome(List<ChosenSlice> cases, List<Trial> trials, Map<Trial, List<Dice>> judged) {
        List<List<Trial>> batches = new ArrayList<>();
        for (int from = 0; from < trials.size(); from += batchSize) {
            batches.add(trials.subList(from, Math.min(trials.size(), from + batchSize)));
        }
        List<Segmentation> segmentations = segmenter.segmentAll(
                batches.stream().map(batch -> perturbed(cases, batch)).toList());
        for (int b = 0; b < batches.size(); b++) {
            for (int i = 0; i < batches.get(b).size(); i++) {
                Trial trial = batches.get(b).get(i);
                ChosenSlice one = cases.get(trial.slice());
                byte[] segmented = Segmenter.slice(segmentations.get(b), i, one.intensity().length);
                judged.put(trial, Dice.perOrgan(segmented, truth(one, trial), organs.size()));
            }
        }
    }

    private byte[] truth(ChosenSlice one, Trial trial) {
        Slice slice = one.slice();
        return gate.reference() == Reference.WARPED
                ? Warp.labels(slice.classes(), deformation(one, trial), slice.height(), slice.width())
                : slice.classes();
    }

    private static ImageBatch perturbed(List<ChosenSlice> cases, List<Trial> trials) {
        ImageBatch images = Batch.images(
                trials.stream().map(trial -> cases.get(trial.slice()).slice()).toList());
        int pixels = images.height() * images.width();
        Perturbation fields = Perturbation.none(images.count(), images.height(), images.width());
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            ChosenSlice one = cases.get(trial.slice());
            System.arraycopy(deformation(one, trial), 0, fields.deformation(), 2 * i * pixels, 2 * pixels);
            System.arraycopy(intensity(one, trial), 0, fields.intensity(), i * pixels, pixels);
        }
        return Warp.perturb(images, fields);
    }

    private static float[] deformation(ChosenSlice one, Trial trial) {
        return scaled(one.deformation(), trial.part().deforms ? trial.scale() : 0);
    }

    private static float[] intensity(ChosenSlice one, Trial trial) {
        return scaled(one.intensity(), trial.part().shades ? trial.scale() : 0);
    }

    /** A scale of 1 gives the field back to the bit. */
    static float[] scaled(float[] field, double scale) {
        float[] scaled = Arrays.copyOf(field, field.length);
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (scale * scaled[i]);
        }
        return scaled;
    }
}
