package org.duress.gate.keep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.Progress;
import org.duress.attack.replay.ImageKey;
import org.duress.data.Slice;
import org.duress.gate.evidence.OrganWorst;
import org.duress.gate.evidence.WorstCases;
import org.duress.gate.judge.Judge;
import org.duress.model.ImageBatch;
import org.duress.result.KeptCounterexample;
import org.duress.result.LeastScales;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.result.slice.WorstCase;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;
import org.duress.store.Counterexample;
import org.duress.store.Counterexample.Fall;
import org.duress.store.CounterexampleFolder;

/**
 * Keeps what failed a model: shrinks it, writes it, and shows how little suffices. Every slice on which the Dice of a
 * fallen organ depends is kept with the trial that is worst for it, also one that does not cross the line by itself, so
 * that a replay gives the same fall again. What is shrunk is the slice of each subject on which an organ fell most.
 * For one thread.
 */
public final class Keeping {
    private final RobustnessSpec spec;
    private final String modelFingerprint;
    private final List<String> organs;
    private final Judge judge;
    private final Reference reference;
    private final CounterexampleFolder known;
    private final CounterexampleFolder folder;
    private final Progress listener;

    /**
     * Nothing is kept yet.
     *
     * @param known folder of what is there already
     * @param folder where what is new goes; the same or another
     */
    public Keeping(
            RobustnessSpec spec,
            String modelFingerprint,
            List<String> organs,
            Judge judge,
            CounterexampleFolder known,
            CounterexampleFolder folder,
            Progress listener) {
        this.spec = spec;
        this.modelFingerprint = modelFingerprint;
        this.organs = organs;
        this.judge = judge;
        this.reference = spec.gate().reference();
        this.known = known;
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
    public record Kept(List<KeptCounterexample> rows, List<WorstCase> leastCases) {
        public static final Kept NOTHING = new Kept(List.of(), List.of());
    }

    /**
     * A trial to keep.
     *
     * @param organs those past their limit that it is the worst for
     */
    private record Case(Judged slice, List<Integer> organs) {}

    /** A case, and those of its organs whose scales are searched for. */
    private record Search(Case found, List<Integer> organs) {
        List<LeastScales> scales(List<LeastScales> searched) {
            return found.organs().stream()
                    .map(organ -> organs.contains(organ) ? searched.get(organs.indexOf(organ)) : LeastScales.NONE)
                    .toList();
        }
    }

    /**
     * A slice with what there is to say of it.
     *
     * @param in the folder where it is kept
     */
    private record Shrunk(Judged slice, Counterexample example, CounterexampleFolder in) {}

    /**
     * Keeps slices, all of them in one step. Where that fails, for example because the disk is full, the listener is
     * warned.
     *
     * @param chosen trials that count, with the organs that they are the worst for
     * @param fallen organs past their limit
     * @param replays what is there already; what comes back unchanged from the same model is not shrunk and written
     *     again
     */
    public Kept keep(Stream<OrganWorst> chosen, List<Integer> fallen, Replays replays) {
        List<Case> kept = chosen.map(one -> new Case(
                        one.judged(),
                        one.organs().stream().filter(fallen::contains).toList()))
                .filter(one -> !one.organs().isEmpty())
                .toList();
        List<Counterexample> bare =
                kept.stream().map(one -> example(one, List.of())).toList();
        List<Optional<Counterexample>> before =
                bare.stream().map(example -> same(example, replays)).toList();
        List<Integer> fresh = IntStream.range(0, kept.size())
                .filter(i -> before.get(i).isEmpty())
                .boxed()
                .toList();
        List<Search> searches = searches(fresh.stream().map(kept::get).toList(), fallen);
        List<List<LeastScales>> scales = new Shrinking(
                        spec.gate(), judge, organs, spec.attack().batch())
                .of(
                        searches.stream()
                                .map(search -> search.found().slice().trial())
                                .toList(),
                        searches.stream().map(Search::organs).toList());
        List<Shrunk> shrunk = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            Case one = kept.get(i);
            int place = fresh.indexOf(i);
            Counterexample example = before.get(i)
                    .orElseGet(() -> example(one, searches.get(place).scales(scales.get(place))));
            shrunk.add(new Shrunk(one.slice(), example, before.get(i).isPresent() ? known : folder));
        }
        return new Kept(
                rows(shrunk, written(fresh.stream().map(shrunk::get).toList(), shrunk.size())),
                leastCases(shrunk, fallen));
    }

    /** Of each subject and organ the case in which it fell most. */
    private List<Search> searches(List<Case> cases, List<Integer> fallen) {
        Map<Integer, Set<Case>> worst = new HashMap<>();
        for (int organ : fallen) {
            Map<String, Case> ofSubjects = new HashMap<>();
            cases.stream()
                    .filter(one -> one.organs().contains(organ))
                    .forEach(one -> ofSubjects.merge(
                            one.slice().clean().subject(),
                            one,
                            BinaryOperator.maxBy(Comparator.comparing(Case::slice, worstOf(organ)))));
            Set<Case> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
            chosen.addAll(ofSubjects.values());
            worst.put(organ, chosen);
        }
        return cases.stream()
                .map(one -> new Search(
                        one,
                        one.organs().stream()
                                .filter(organ ->
                                        worst.getOrDefault(organ, Set.of()).contains(one))
                                .toList()))
                .toList();
    }

    /** Those that tell most come last. */
    private Comparator<Judged> worstOf(int organ) {
        return Comparator.<Judged, Boolean>comparing(one -> WorstCases.telling(one, organ))
                .thenComparing(one -> one.fall(organ, reference));
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
                            one.example().subject(),
                            one.example().slice(),
                            fall.organ(),
                            fall.cleanDice(),
                            fall.attackedDice(),
                            fall.least(),
                            one.in().file(one.example())));
                }
            }
        }
        return rows;
    }

    /**
     * The counterexample of a trial.
     *
     * @param scales one for each of its organs; empty where they are not known yet
     */
    private Counterexample example(Case one, List<LeastScales> scales) {
        Judged chosen = one.slice();
        Trial trial = chosen.trial();
        Slice slice = trial.slice();
        List<Fall> falls = new ArrayList<>();
        for (int k = 0; k < one.organs().size(); k++) {
            int organ = one.organs().get(k);
            falls.add(new Fall(
                    organs.get(organ),
                    chosen.clean().dice().get(organ).score(),
                    chosen.against(reference).get(organ).score(),
                    spec.gate().maxDiceDrop(organs.get(organ)),
                    scales.isEmpty() ? LeastScales.NONE : scales.get(k)));
        }
        ImageBatch image = ImageBatch.of(slice);
        return new Counterexample(
                spec.name(),
                chosen.clean().subject(),
                slice.name(),
                ImageKey.of(image, 0),
                modelFingerprint,
                trial.perceptibility(),
                falls,
                trial.kept());
    }

    /** What is stored of the same slice, where nothing but the scales can differ. */
    private static Optional<Counterexample> same(Counterexample found, Replays replays) {
        return replays.known().getOrDefault(found.image(), List.of()).stream()
                .filter(stored -> stored.spec().equals(found.spec())
                        && stored.subject().equals(found.subject())
                        && stored.slice().equals(found.slice())
                        && stored.modelFingerprint().equals(found.modelFingerprint())
                        && unscaled(stored).equals(unscaled(found))
                        && Arrays.equals(
                                stored.kept().deformation(), found.kept().deformation())
                        && Arrays.equals(stored.kept().intensity(), found.kept().intensity()))
                .findFirst();
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
                    .max(Comparator.comparing(Shrunk::slice, worstOf(organ)))
                    .ifPresent(one -> cases.add(leastCase(
                            one.slice().trial(), organ, scale(one, organ).orElse(1.0))));
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

    private WorstCase leastCase(Trial whole, int organ, double scale) {
        Trial least = whole.with(whole.fields().times(scale, scale));
        return WorstCase.of(
                organs.get(organ), organ, judge.judge(List.of(least)).slices().get(0), reference);
    }
}
