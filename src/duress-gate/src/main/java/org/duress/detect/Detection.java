package org.duress.detect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.Progress;
import org.duress.attack.Budget;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Seeds;
import org.duress.data.CohortSplit;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.metric.MannWhitney;
import org.duress.model.ImageBatch;
import org.duress.result.DetectabilityEvidence;
import org.duress.result.Interval;
import org.duress.result.slice.Trial;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * How well detectors tell the perturbed images that count in a run from clean ones. They are judged on gate subjects
 * that they have not seen, under fields that they have not seen: the gate subjects are dealt to two halves in turn,
 * and the detector of one half learns from the attacker subjects and from the other half. Attacked images are those
 * that count there, and those of the attacker subjects under the very fields of these. What is the same as a field of
 * its own half but for its size is left out, as where what hurt one slice was tried on all. The model is not asked.
 *
 * <p>Where D may be used, clean images are shifted by parts of a pixel, in training and when they are judged: moving
 * an image resamples it, which leaves a trace that no reader of scans sees, and a detector that finds nothing else
 * says nothing of realism.
 */
public final class Detection {
    private static final int HALVES = 2;

    /** Clean images that one detector learns from, and perturbed ones: half of them from each source. */
    private static final int MOST_IMAGES = 128;

    /** Fewer of large volumes. */
    private static final int MOST_VOXELS = 1 << 24;

    private static final int FEWEST_IMAGES = 8;

    private final RobustnessSpec spec;
    private final CohortSplit split;
    private final Supplier<Stream<Trial>> counting;
    private final Progress progress;

    /** Of an image that counts: its gate subject, and the number among those of the subject. */
    private record Place(int subject, int number) {}

    /** What a detector learns from: an image of a gate subject, and what was done to it. */
    record Lesson(KeptFields fields, Slice attacked) {}

    /** What a detector learns to tell apart. */
    record Course(List<Slice> clean, List<Slice> attacked) {}

    Detection(RobustnessSpec spec, CohortSplit split, Supplier<Stream<Trial>> counting, Progress progress) {
        this.spec = spec;
        this.split = split;
        this.counting = counting;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @param counting gives the perturbed images that count, subject by subject, each time anew
     * @return nothing but why where it cannot be measured
     */
    public static DetectabilityEvidence of(
            RobustnessSpec spec, CohortSplit split, Supplier<Stream<Trial>> counting, Progress progress) {
        Optional<String> hindrance = hindrance(spec, split);
        return hindrance
                .map(DetectabilityEvidence::none)
                .orElseGet(() -> new Detection(spec, split, counting, progress).measured());
    }

    /** Why it cannot be measured for a spec and a cohort, in a few words; empty where it can. */
    public static Optional<String> hindrance(RobustnessSpec spec, CohortSplit split) {
        if (spec.realism().detectorSteps() == 0) {
            return Optional.of("realism.detectorSteps is 0");
        }
        if (split.attacker().size() < 2 || split.gate().size() < 2) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "it takes two attacker and two gate subjects, and there are %d and %d",
                    split.attacker().size(),
                    split.gate().size()));
        }
        Slice first = split.attacker().get(0).slices().get(0);
        boolean alike = Stream.concat(split.attacker().stream(), split.gate().stream())
                .flatMap(subject -> subject.slices().stream())
                .allMatch(slice -> slice.grid().sizes().equals(first.grid().sizes()));
        return alike
                ? Optional.empty()
                : Optional.of("the " + first.grid().kind().images() + " are of different sizes");
    }

    private DetectabilityEvidence measured() {
        List<List<KeptFields>> found = perSubject((trial, place) -> trial.kept());
        List<Set<Place>> lessons = halves(half -> lessons(half, found));
        List<List<Lesson>> learnt = perSubject(
                        (trial, place) -> lessons.get(other(place.subject())).contains(place)
                                ? Optional.of(new Lesson(trial.kept(), attacked(trial)))
                                : Optional.<Lesson>empty())
                .stream()
                .map(subject -> subject.stream().flatMap(Optional::stream).toList())
                .toList();
        List<Optional<Detector>> detectors = halves(half -> detector(half, of(other(half), learnt)));
        List<List<OptionalDouble>> attacked = perSubject((trial, place) -> detectors
                .get(half(place.subject()))
                .map(detector -> OptionalDouble.of(detector.logits(List.of(attacked(trial)))[0]))
                .orElse(OptionalDouble.empty()));
        List<Odds> odds = new ArrayList<>();
        for (int subject = 0; subject < attacked.size(); subject++) {
            double[] own = attacked.get(subject).stream()
                    .flatMapToDouble(OptionalDouble::stream)
                    .toArray();
            if (own.length > 0) {
                Detector detector = detectors.get(half(subject)).orElseThrow();
                List<Slice> clean = clean(split.gate().get(subject)).slices();
                odds.add(new Odds(half(subject), detector.logits(clean), own));
            }
        }
        return odds.isEmpty() ? DetectabilityEvidence.none("too few perturbed images count") : evidence(odds);
    }

    private static int half(int subject) {
        return subject % HALVES;
    }

    /** The other half than that of a subject, or than a half itself. */
    private static int other(int subject) {
        return 1 - half(subject);
    }

    private static <T> List<T> halves(IntFunction<T> each) {
        return IntStream.range(0, HALVES).mapToObj(each).toList();
    }

    private static <T> List<T> of(int half, List<List<T>> subjects) {
        return IntStream.range(0, subjects.size())
                .filter(subject -> half(subject) == half)
                .mapToObj(subjects::get)
                .flatMap(List::stream)
                .toList();
    }

    /** What is made of the images that count, in lists of the gate subjects in their order. */
    private <T> List<List<T>> perSubject(BiFunction<Trial, Place, T> made) {
        Map<String, Integer> places = new HashMap<>();
        List<List<T>> all = new ArrayList<>();
        for (Subject subject : split.gate()) {
            places.put(subject.id(), all.size());
            all.add(new ArrayList<>());
        }
        try (Stream<Trial> trials = counting.get()) {
            trials.forEach(trial -> {
                int subject = Objects.requireNonNull(places.get(trial.clean().subject()), "a gate subject");
                List<T> own = all.get(subject);
                own.add(made.apply(trial, new Place(subject, own.size())));
            });
        }
        return all;
    }

    private static Slice attacked(Trial trial) {
        return trial.slice().with(trial.image(), trial.slice().classes());
    }

    /** Which images the detector of a half learns from: of those of the other half that none of its own is like. */
    private Set<Place> lessons(int half, List<List<KeptFields>> found) {
        List<Place> places = new ArrayList<>();
        List<KeptFields> fields = new ArrayList<>();
        for (int subject = other(half); subject < found.size(); subject += HALVES) {
            for (int k = 0; k < found.get(subject).size(); k++) {
                places.add(new Place(subject, k));
                fields.add(found.get(subject).get(k));
            }
        }
        List<Integer> some = spread(IntStream.range(0, places.size()).boxed().toList(), mostImages() / 2);
        boolean[] fresh = Likeness.fresh(some.stream().map(fields::get).toList(), of(half, found));
        Set<Place> lessons = new HashSet<>();
        for (int i = 0; i < fresh.length; i++) {
            if (fresh[i]) {
                lessons.add(places.get(some.get(i)));
            }
        }
        return lessons;
    }

    private Optional<Detector> detector(int half, List<Lesson> lessons) {
        if (lessons.isEmpty()) {
            return Optional.empty();
        }
        long seed = Seeds.detector(spec.attack().seed(), half);
        Course course = course(half, lessons, new Random(seed));
        return Optional.of(Detector.trained(
                course.clean(), course.attacked(), spec.realism().detectorSteps(), seed, progress));
    }

    /** Of the attacker subjects and of the other half, which has the lessons. */
    Course course(int half, List<Lesson> lessons, Random random) {
        List<Slice> attacked = new ArrayList<>(attacked(lessons, random));
        lessons.forEach(lesson -> attacked.add(lesson.attacked()));
        List<Subject> others = new ArrayList<>(split.attacker());
        others.addAll(of(other(half), split.gate().stream().map(List::of).toList()));
        List<Slice> clean = spread(others, mostImages()).stream()
                .flatMap(subject -> spread(clean(subject).slices(), Math.max(1, mostImages() / others.size())).stream())
                .toList();
        return new Course(clean, attacked);
    }

    private int mostImages() {
        int voxels = split.attacker().get(0).slices().get(0).grid().voxels();
        return Math.max(FEWEST_IMAGES, Math.min(MOST_IMAGES, MOST_VOXELS / voxels));
    }

    /** So many at most, evenly from first to last. */
    private static <T> List<T> spread(List<T> all, int most) {
        int count = Math.min(most, all.size());
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }

    private Subject clean(Subject subject) {
        return spec.attack().deforms()
                ? Disguise.of(
                                List.of(subject),
                                Disguise.shifted(Seeds.shifts(spec.attack().seed())),
                                Reference.FIXED)
                        .get(0)
                : subject;
    }

    /** Images of the attacker subjects under the same fields, held to the budget on them. */
    private List<Slice> attacked(List<Lesson> lessons, Random random) {
        List<Slice> slices = split.attacker().stream()
                .flatMap(subject -> subject.slices().stream())
                .toList();
        Budget budget = Budget.of(spec);
        return lessons.stream()
                .map(lesson -> {
                    Slice slice = slices.get(random.nextInt(slices.size()));
                    ImageBatch image = ImageBatch.of(slice);
                    Perturbation held = budget.project(image, lesson.fields().fields());
                    return slice.with(Warp.perturb(image, held).pixels(), slice.classes());
                })
                .toList();
    }

    /** Log odds of the images of one subject. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Odds(int half, double[] clean, double[] attacked) {
        double pairs(Odds other) {
            return half == other.half ? (double) clean.length * other.attacked.length : 0;
        }

        double wins(Odds other) {
            return half == other.half ? MannWhitney.wins(clean, other.attacked) : 0;
        }
    }

    private DetectabilityEvidence evidence(List<Odds> odds) {
        double[][] wins = matrix(odds, Odds::wins);
        double[][] pairs = matrix(odds, Odds::pairs);
        Detectability found =
                Detectability.of(List.<double[][]>of(wins), pairs, spec.attack().seed());
        return new DetectabilityEvidence(
                found.area(),
                new Interval(found.interval().low(), found.interval().high()),
                odds.stream().mapToInt(own -> own.attacked().length).sum(),
                odds.stream().mapToInt(own -> own.clean().length).sum(),
                Optional.empty());
    }

    private interface Count {
        double of(Odds clean, Odds attacked);
    }

    private static double[][] matrix(List<Odds> odds, Count count) {
        return odds.stream()
                .map(clean -> odds.stream()
                        .mapToDouble(attacked -> count.of(clean, attacked))
                        .toArray())
                .toArray(double[][]::new);
    }
}
