package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.duress.Progress;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.attack.gradient.GradientHealth;
import org.duress.base.ImageKind;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.CostMeter;
import org.duress.gate.judge.Candidate;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.Lost;
import org.duress.gate.judge.Tried;
import org.duress.metric.FieldSmoothness;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.result.ContenderEvidence;
import org.duress.result.GradientEvidence;
import org.duress.result.OrganEvidence;
import org.duress.result.Queries;
import org.duress.result.RealismEvidence;
import org.duress.result.SubjectDice;
import org.duress.result.SubstituteAgreement;
import org.duress.result.TrialCounts;
import org.duress.result.slice.WorstCase;
import org.duress.spec.Contender;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * Everything measured on the attacked gate slices, which are added batch by batch; of most only what can still be the
 * worst for an organ is kept. Mutable, for one thread.
 */
public final class Tally {
    private final RobustnessSpec spec;
    private final Baseline baseline;
    private final MaskedCrossEntropy crossEntropy;
    private final KeptTrials kept;
    private final AskedMeter asked;
    private final ContenderMeter contenders;
    private final BudgetCurve curve;
    private final WorstCases unrealistic;
    private final Lost lost;
    private final int[] trials;
    private Optional<SubstituteCounts> substitute = Optional.empty();
    private Optional<GradientHealth> gradients = Optional.empty();
    private TrialCounts judged = TrialCounts.NONE;
    private Optional<Settled> settled = Optional.empty();
    private int batches;
    private int slices;
    private boolean repeatable = true;

    /** Nothing yet. */
    public Tally(RobustnessSpec spec, Baseline baseline) {
        Reference reference = spec.gate().reference();
        int organs = baseline.organs().size();
        this.spec = spec;
        this.baseline = baseline;
        this.crossEntropy =
                new MaskedCrossEntropy(spec.attack().vaeGan().losses().crossEntropyMean(), baseline.sets());
        this.kept = new KeptTrials(baseline, reference);
        this.asked = new AskedMeter(baseline.batches());
        this.contenders = new ContenderMeter(baseline, reference);
        this.curve = new BudgetCurve(baseline, reference);
        this.unrealistic = new WorstCases(baseline.organs(), reference);
        this.lost = Lost.of(spec, baseline.organs());
        this.trials = new int[organs];
    }

    /** Adds a batch; batches are added in the order of the baseline. */
    public void add(Batch batch, BatchTrials trials) {
        settled = Optional.empty();
        Tried tried = trials.tried();
        for (int i = 0; i < batch.slices().size(); i++) {
            kept.add(batches, tried.counting(i));
            curve.add(batch.subject(), i, tried);
            crossEntropy.add(tried.farthest(i).cost().entropy());
            compare(batch.subject(), i, tried);
            slices++;
        }
        batches++;
        asked.add(batch.subject(), trials.effort().asked());
        repeatable &= trials.repeatable();
        substitute = both(substitute, trials.substitute(), SubstituteCounts::plus);
        gradients = both(gradients, trials.gradients(), GradientHealth::plus);
    }

    private static <T> Optional<T> both(Optional<T> some, Optional<T> more, BinaryOperator<T> plus) {
        return Stream.of(some, more).flatMap(Optional::stream).reduce(plus);
    }

    /**
     * Adds what was tried later on a batch that was added before.
     *
     * @param place of the batch among those of the baseline; in their order
     */
    public void addFurther(int place, FurtherTrials trials) {
        Batch batch = baseline.batches().get(place);
        settled = Optional.empty();
        Tried tried = trials.tried();
        for (int i = 0; i < batch.slices().size(); i++) {
            kept.addFurther(place, i, tried.counting(i));
            compare(batch.subject(), i, tried);
        }
        asked.add(batch.subject(), trials.effort().asked());
    }

    /**
     * The perturbations of single slices that took most of an organ there: the worst for each organ first, then the
     * second worst, without doubles.
     *
     * @param most how many
     * @return each of one image; none where nothing hurt, or there is one slice alone
     */
    public List<Perturbation> strongest(int most) {
        if (slices < 2) {
            return List.of();
        }
        List<List<OrganWorst>> ranked = ranked(most);
        Set<KeptFields> strongest = Collections.newSetFromMap(new IdentityHashMap<>());
        List<KeptFields> inOrder = new ArrayList<>();
        for (int rank = 0; rank < most; rank++) {
            for (List<OrganWorst> own : ranked) {
                if (rank < own.size() && inOrder.size() < most) {
                    KeptFields fields = own.get(rank).judged().trial().kept();
                    if (strongest.add(fields)) {
                        inOrder.add(fields);
                    }
                }
            }
        }
        return KeptFields.list(inOrder);
    }

    /** For each organ those that took most of it, so many at most; of equals the first. */
    private List<List<OrganWorst>> ranked(int most) {
        List<List<OrganWorst>> ranked =
                Stream.generate(() -> (List<OrganWorst>) new ArrayList<OrganWorst>()).limit(trials.length).toList();
        worst().forEach(one -> one.organs().forEach(organ -> {
            if (taken(one, organ) > 0) {
                List<OrganWorst> own = ranked.get(organ);
                own.add(one);
                own.sort(Comparator.comparingDouble(other -> -taken(other, organ)));
                if (own.size() > most) {
                    own.remove(most);
                }
            }
        }));
        return ranked;
    }

    /** What counts in the end, slice by slice. */
    private Stream<OrganWorst> worst() {
        return kept.subjects().flatMap(subject -> subject.worst(spec.gate().reference()).stream());
    }

    /** Pixels of an organ that are wrong because of a perturbation: those of a sliver are soon lost, and few. */
    private double taken(OrganWorst one, int organ) {
        return (double) one.finding().against(spec.gate().reference(), organ).wrong()
                - one.judged().clean().dice().get(organ).wrong();
    }

    /** Adds what everybody found for one slice. */
    private void compare(String subject, int place, Tried tried) {
        // Of each contender in turn.
        Map<Contender, List<Finding>> found = new LinkedHashMap<>();
        for (Candidate candidate : tried.candidates()) {
            candidate
                    .contender()
                    .ifPresent(contender -> found.computeIfAbsent(contender, any -> new ArrayList<>())
                            .add(candidate.slices().get(place)));
        }
        Finding clean = tried.clean().slices().get(place);
        List<Finding> searched = new ArrayList<>();
        found.forEach((contender, own) -> {
            boolean searches = Lost.searches(contender);
            if (searches && lost.of(searched, clean)) {
                contenders.inherit(subject, contender, searched, clean);
                return;
            }
            own.forEach(one -> look(contender, one));
            contenders.add(subject, contender, own, clean);
            judged = judged.plus(Finding.counts(own));
            if (searches) {
                searched.addAll(own);
            }
        });
    }

    private void look(Contender contender, Finding one) {
        if (!one.counts()) {
            one.kept().ifPresent(unrealistic::offer);
        } else if (contender != Contender.RANDOM) {
            count(one);
        }
    }

    private void count(Finding trial) {
        for (int organ = 0; organ < trials.length; organ++) {
            trials[organ] += trial.matters(spec.gate().reference(), organ) ? 1 : 0;
        }
    }

    private Settled settled() {
        if (settled.isEmpty()) {
            settled = Optional.of(Settled.of(spec, baseline, kept, curve, judged, trials));
        }
        return settled.get();
    }

    /** Adds what an earlier attack on the same baseline asked. */
    public void askedEarlier(Tally earlier) {
        asked.addEarlier(earlier.asked, baseline.batches());
    }

    public boolean repeatable() {
        return repeatable;
    }

    /**
     * What each contender did alone.
     *
     * @param costs of the contenders
     */
    public List<ContenderEvidence> contenders(CostMeter costs) {
        return contenders.evidence(spec.attack().seed(), costs);
    }

    public RealismEvidence realism() {
        return settled().realism();
    }

    /** Of the trials that are the worst for some organ. */
    public FieldMeter fields() {
        return settled().fields();
    }

    /** The largest that was reached on each slice, as one mean. */
    public double crossEntropy() {
        return crossEntropy.value();
    }

    public List<OrganEvidence> organs() {
        return settled().organs();
    }

    public Map<String, List<SubjectDice>> subjectDice() {
        return settled().subjectDice();
    }

    /** How alike the model and its substitute are, an entry an organ; none where it has none. */
    public List<SubstituteAgreement> substitute() {
        return substitute.map(counts -> counts.agreement(baseline.organs())).orElse(List.of());
    }

    /** Warns of a substitute that is not like the model. */
    public void warnOfDisagreement(Progress listener) {
        SubstituteCounts.warnOfDisagreement(substitute(), baseline.kind(), listener);
    }

    /** What the gradients were like that the attacks followed, where they followed any. */
    public Optional<GradientEvidence> gradients() {
        return gradients.map(
                health -> new GradientEvidence(share(health.notFinite(), health), share(health.zero(), health)));
    }

    private static double share(long images, GradientHealth health) {
        return health.images() == 0 ? 0 : (double) images / health.images();
    }

    /**
     * How often the model was asked.
     *
     * @param training images about attacker subjects
     * @param canary images about the canary
     */
    public Queries queries(long training, long canary) {
        return asked.queries(training, canary);
    }

    public List<WorstCase> worstCases() {
        return settled().worstCases();
    }

    public List<WorstCase> unrealisticCases() {
        return unrealistic.all();
    }

    /** The trials that count in the end, with the organs they are worst for; clean images are none. */
    public Stream<OrganWorst> chosen() {
        return worst().filter(one -> one.judged().trial().perturbed());
    }

    /** Above which frequency a field is rough: of volumes it depends on how far apart their voxels are. */
    private String line() {
        DoubleSummaryStatistics millimetres = baseline.batches().stream()
                .map(batch -> batch.slices().get(0).grid())
                .mapToDouble(FieldSmoothness::lineMillimetres)
                .filter(line -> !Double.isNaN(line))
                .summaryStatistics();
        if (millimetres.getCount() == 0) {
            return "1/" + FieldSmoothness.LINE_PIXELS + " cycles per "
                    + (baseline.kind() == ImageKind.SLICE
                            ? "px"
                            : baseline.kind().point());
        }
        String least = String.format(Locale.ROOT, "1/%.1f", millimetres.getMin());
        String most = String.format(Locale.ROOT, "1/%.1f", millimetres.getMax());
        return (least.equals(most) ? least : most + " to " + least) + " cycles per mm";
    }

    public String summary() {
        return String.format(
                Locale.ROOT,
                "%d %s, at most %d images asked about a subject; p %.4f; cross-entropy %.3f for xi %.3f; folded"
                        + " %.3f %%; largest displacement %.2f %s; above %s: D %.1f %%, V %.1f %%",
                slices,
                baseline.kind().images(),
                asked.mostPerSubject(),
                fields().perceptibility(),
                crossEntropy(),
                spec.attack().xi(),
                100 * fields().foldedFraction(),
                fields().largestDisplacement(),
                baseline.kind().unit(),
                line(),
                100 * fields().deformation().highFrequencyEnergy(),
                100 * fields().intensity().highFrequencyEnergy());
    }
}
