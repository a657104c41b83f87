package org.duress.gate.keep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.duress.attack.KeptFields;
import org.duress.data.Slice;
import org.duress.gate.baseline.Interruption;
import org.duress.gate.judge.Judge;
import org.duress.metric.Dice;
import org.duress.result.LeastScales;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.GateSpec;

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
    private final Judge judge;
    private final List<String> organs;
    private final int batchSize;

    Shrinking(GateSpec gate, Judge judge, List<String> organs, int batchSize) {
        this.gate = gate;
        this.judge = judge;
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
        boolean tells(Trial one) {
            return of(one, 1).perturbed();
        }

        /** A share of it. */
        Trial of(Trial whole, double scale) {
            return whole.with(whole.fields().times(deforms ? scale : 0, shades ? scale : 0));
        }
    }

    /** One image to judge. */
    private record Question(int slice, Part part, double scale) {}

    /** What is searched for. */
    private record Aim(int slice, int organ, Part part) {
        Question at(double scale) {
            return new Question(slice, part, scale);
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
     * @param cases of slices of one size, or of volumes, which need not be
     * @param sought per case the organs to be looked at
     * @return per case, the scales of each sought organ, in their order
     */
    List<List<LeastScales>> of(List<Trial> cases, List<List<Integer>> sought) {
        List<Search> searches = begin(cases, sought);
        for (int step = 0; step < STEPS && !searches.isEmpty(); step++) {
            Map<Question, List<Dice>> judged = judge(
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
            for (int organ : sought.get(slice)) {
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
    private List<Search> begin(List<Trial> cases, List<List<Integer>> sought) {
        List<Search> searches = new ArrayList<>();
        for (int slice = 0; slice < cases.size(); slice++) {
            for (Part part : Part.values()) {
                if (part.tells(cases.get(slice))) {
                    for (int organ : sought.get(slice)) {
                        searches.add(new Search(new Aim(slice, organ, part), 0, 1));
                    }
                }
            }
        }
        Map<Question, List<Dice>> judged = judge(
                cases,
                searches.stream().map(search -> search.aim().at(search.high())).toList());
        return searches.stream()
                .filter(search -> broken(search.aim(), search.high(), cases, judged))
                .toList();
    }

    private boolean broken(Aim aim, double scale, List<Trial> cases, Map<Question, List<Dice>> judged) {
        double clean = cases.get(aim.slice()).clean().dice().get(aim.organ()).score();
        double dice =
                judged.getOrDefault(aim.at(scale), List.of()).get(aim.organ()).score();
        return Judged.past(dice, clean, gate.maxDiceDrop(organs.get(aim.organ())));
    }

    private static OptionalDouble of(Map<Aim, Double> found, Aim aim) {
        Double scale = found.get(aim);
        return scale == null ? OptionalDouble.empty() : OptionalDouble.of(scale);
    }

    /** Judges each image once, however many organs ask for it. */
    private Map<Question, List<Dice>> judge(List<Trial> cases, List<Question> questions) {
        List<Question> distinct = questions.stream().distinct().toList();
        Map<Question, List<Dice>> judged = new HashMap<>();
        for (List<Question> ofOneSize : bySize(cases, distinct)) {
            Slice first = cases.get(ofOneSize.get(0).slice()).slice();
            int atOnce = KeptFields.atOnce(batchSize * AT_ONCE, first.grid(), first.channels());
            for (List<Question> some : cut(ofOneSize, atOnce)) {
                Interruption.check("the counterexamples were shrunk");
                List<List<Trial>> batches = cut(some, batchSize).stream()
                        .map(batch -> batch.stream()
                                .map(one -> one.part().of(cases.get(one.slice()), one.scale()))
                                .toList())
                        .toList();
                List<Judged> answers = judge.judgeAll(batches).stream()
                        .flatMap(batch -> batch.slices().stream())
                        .toList();
                for (int i = 0; i < some.size(); i++) {
                    judged.put(some.get(i), answers.get(i).against(gate.reference()));
                }
            }
        }
        return judged;
    }

    /** What goes through the model together is of one size. */
    private static Collection<List<Question>> bySize(List<Trial> cases, List<Question> questions) {
        return questions.stream()
                .collect(Collectors.groupingBy(
                        question -> cases.get(question.slice()).slice().grid().sizes(),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values();
    }

    private static <T> List<List<T>> cut(List<T> whole, int size) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < whole.size(); from += size) {
            parts.add(whole.subList(from, Math.min(whole.size(), from + size)));
        }
        return parts;
    }
}
