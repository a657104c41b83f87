package org.duress.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.attack.replay.ImageKey;
import org.duress.data.Slice;
import org.duress.metric.Dice;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;
import org.duress.store.Counterexample;
import org.duress.store.Counterexample.Fall;
import org.duress.store.CounterexampleFolder;
import org.duress.store.LeastScales;

/**
 * Keeps what failed a model: shrinks it, writes it, and shows how little suffices. Every slice on which the Dice of a
 * fallen organ depends is kept, also one that does not cross the line by itself, so that a replay gives the same fall
 * again. For one thread.
 */
final class Keeping {
    private final RobustnessSpec spec;
    private final String modelFingerprint;
    private final List<String> organs;
    private final Segmenter segmenter;
    private final CounterexampleFolder folder;
    private final GateListener listener;

    Keeping(
            RobustnessSpec spec,
            String modelFingerprint,
            List<String> organs,
            Segmenter segmenter,
            CounterexampleFolder folder,
            GateListener listener) {
        this.spec = spec;
        this.modelFingerprint = modelFingerprint;
        this.organs = organs;
        this.segmenter = segmenter;
        this.folder = folder;
        this.listener = listener;
    }

    /**
     * What was kept.
     *
     * @param rows one a slice and organ, in the order of slices
     * @param leastCases for each fallen organ that some slice takes past its limit alone, the least perturbation of the
     *     slice where it fell most
     */
    record Kept(List<KeptCounterexample> rows, List<WorstCase> leastCases) {
        static final Kept NOTHING = new Kept(List.of(), List.of());
    }

    /** A slice with what there is to say of it. */
    private record Shrunk(ChosenSlice slice, Counterexample example) {}

    /**
     * Keeps slices, all of them in one step. Where that fails, for example because the disk is full, the listener is
     * warned.
     *
     * @param slices all gate slices with the perturbation that counts
     * @param fallen organs past their limit
     * @param replays what is there already; what comes back unchanged from the same model is not shrunk and written
     *     again
     */
    Kept keep(List<ChosenSlice> slices, List<Integer> fallen, Replays replays) {
        List<ChosenSlice> kept = slices.stream()
                .filter(slice -> slice.perturbed() && fallen.stream().anyMatch(slice::matters))
                .toList();
        List<Counterexample> bare =
                kept.stream().map(slice -> example(slice, fallen, List.of())).toList();
        List<Optional<Counterexample>> before =
                bare.stream().map(example -> same(example, replays)).toList();
        List<Integer> fresh = IntStream.range(0, kept.size())
                .filter(i -> before.get(i).isEmpty())
                .boxed()
                .toList();
        List<List<LeastScales>> scales = new Shrinking(
                        spec.gate(), segmenter, organs, spec.attack().batch())
                .of(fresh.stream().map(kept::get).toList(), fallen);
        List<Shrunk> shrunk = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            ChosenSlice slice = kept.get(i);
            int place = fresh.indexOf(i);
            Counterexample example = before.get(i).orElseGet(() -> example(slice, fallen, scales.get(place)));
            shrunk.add(new Shrunk(slice, example));
        }
        return new Kept(
                rows(shrunk, written(fresh.stream().map(shrunk::get).toList(), shrunk.size())),
                leastCases(shrunk, fallen));
    }

    /**
     * Writes what is new; the model has failed already, and that must not go unsaid where the disk is full.
     *
     * @param of how many there are, with those that were kept before
     * @return what could not be kept
     */
    private List<Shrunk> written(List<Shrunk> fresh, int of) {
        CounterexampleFolder.Kept kept =
                folder.keep(fresh.stream().map(Shrunk::example).toList());
        List<Shrunk> lost = fresh.subList(kept.count(), fresh.size());
        kept.stopped()
                .ifPresent(why -> listener.warn("kept " + (of - lost.size()) + " of " + of + " counterexamples, "
                        + "the verdict stands: " + why.getMessage()));
        return lost;
    }

    private List<KeptCounterexample> rows(List<Shrunk> shrunk, List<Shrunk> lost) {
        List<KeptCounterexample> rows = new ArrayList<>();
        // By identity: a record of arrays.
        Set<Shrunk> notKept = Collections.newSetFromMap(new IdentityHashMap<>());
        notKept.addAll(lost);
        for (Shrunk one : shrunk) {
            if (!notKept.contains(one)) {
                for (Fall fall : one.example().falls()) {
                    rows.add(new KeptCounterexample(
                            one.slice().subject(),
                            one.slice().slice().name(),
                            fall.organ(),
                            fall.cleanDice(),
                            fall.attackedDice(),
                            fall.least(),
                            folder.file(one.example())));
                }
            }
        }
        return rows;
    }

    /**
     * The counterexample of a slice.
     *
     * @param scales one for each fallen organ; empty where they are not known yet
     */
    private Counterexample example(ChosenSlice chosen, List<Integer> fallen, List<LeastScales> scales) {
        Slice slice = chosen.slice();
        List<Fall> falls = new ArrayList<>();
        for (int k = 0; k < fallen.size(); k++) {
            int organ = fallen.get(k);
            if (chosen.matters(organ)) {
                falls.add(new Fall(
                        organs.get(organ),
                        chosen.clean().get(organ).score(),
                        chosen.attacked().get(organ).score(),
                        spec.gate().maxDiceDrop(organs.get(organ)),
                        scales.isEmpty() ? LeastScales.NONE : scales.get(k)));
            }
        }
        Perturbation fields =
                new Perturbation(chosen.deformation(), chosen.intensity(), 1, slice.height(), slice.width());
        ImageBatch image = new ImageBatch(slice.image(), 1, slice.height(), slice.width());
        return new Counterexample(
                spec.name(),
                chosen.subject(),
                slice.name(),
                ImageKey.of(image, 0),
                modelFingerprint,
                Perceptibility.of(slice.image(), Warp.perturb(image, fields).pixels()),
                falls,
                fields);
    }

    /** What is stored of the same slice, where nothing but the scales can differ. */
    private static Optional<Counterexample> same(Counterexample found, Replays replays) {
        return Optional.ofNullable(replays.known().get(found.image()))
                .filter(stored -> stored.spec().equals(found.spec())
                        && stored.subject().equals(found.subject())
                        && stored.slice().equals(found.slice())
                        && stored.modelFingerprint().equals(found.modelFingerprint())
                        && unscaled(stored).equals(unscaled(found))
                        && Arrays.equals(
                                stored.fields().deformation(), found.fields().deformation())
                        && Arrays.equals(
                                stored.fields().intensity(), found.fields().intensity()));
    }

    private static List<Fall> unscaled(Counterexample example) {
        return example.falls().stream()
                .map(fall -> new Fall(
                        fall.organ(), fall.cleanDice(), fall.attackedDice(), fall.maxDiceDrop(), LeastScales.NONE))
                .toList();
    }

    private List<WorstCase> leastCases(List<Shrunk> shrunk, List<Integer> fallen) {
        List<WorstCase> cases = new ArrayList<>();
        for (int organ : fallen) {
            shrunk.stream()
                    .filter(one -> scale(one, organ).isPresent())
                    .max(Comparator.<Shrunk, Boolean>comparing(one -> telling(one.slice(), organ))
                            .thenComparing(one -> fall(one.slice(), organ)))
                    .ifPresent(one -> cases.add(
                            leastCase(one.slice(), organ, scale(one, organ).orElse(1.0))));
        }
        return cases;
    }

    private Optional<Double> scale(Shrunk one, int organ) {
        return one.example().falls().stream()
                .filter(fall -> fall.organ().equals(organs.get(organ))
                        && fall.least().both().isPresent())
                .map(fall -> fall.least().both().getAsDouble())
                .findFirst();
    }

    private static boolean telling(ChosenSlice slice, int organ) {
        return slice.clean().get(organ).reference() >= WorstCases.TELLING_PIXELS;
    }

    private static double fall(ChosenSlice slice, int organ) {
        return slice.clean().get(organ).score() - slice.attacked().get(organ).score();
    }

    private WorstCase leastCase(ChosenSlice chosen, int organ, double scale) {
        Slice slice = chosen.slice();
        Perturbation fields = new Perturbation(
                Shrinking.scaled(chosen.deformation(), scale),
                Shrinking.scaled(chosen.intensity(), scale),
                1,
                slice.height(),
                slice.width());
        ImageBatch attacked = Warp.perturb(new ImageBatch(slice.image(), 1, slice.height(), slice.width()), fields);
        Segmentation answer = segmenter.segment(attacked);
        byte[] moved = Warp.labels(slice.classes(), fields.deformation(), slice.height(), slice.width());
        byte[] truth = spec.gate().reference() == Reference.WARPED ? moved : slice.classes();
        return new WorstCase(
                organs.get(organ),
                chosen.subject(),
                slice.name(),
                chosen.clean().get(organ).score(),
                Dice.perOrgan(answer.classMap(), truth, organs.size())
                        .get(organ)
                        .score(),
                slice.height(),
                slice.width(),
                slice.image(),
                slice.classes(),
                chosen.cleanMap(),
                fields.deformation(),
                fields.intensity(),
                attacked.pixels(),
                moved,
                answer.classMap());
    }
}
