package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.judge.Candidate;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.Tried;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.model.Segmentation;
import org.duress.result.ContenderEvidence;
import org.duress.result.OrganEvidence;
import org.duress.result.Queries;
import org.duress.result.RealismEvidence;
import org.duress.result.SubjectDice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.WorstCase;
import org.duress.spec.Contender;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * Everything measured on the attacked gate slices, which are added one by one; of most only the judged slice that
 * counts is kept. Mutable, for one thread.
 */
public final class Tally {
    private final RobustnessSpec spec;
    private final Baseline baseline;
    private final MaskedCrossEntropy crossEntropy;
    private final OrganMeter organs;
    private final FieldMeter fields = new FieldMeter();
    private final RealismMeter realism = new RealismMeter();
    private final AskedMeter asked;
    private final ContenderMeter contenders;
    private final BudgetCurve curve;
    private final WorstCases worst;
    private final WorstCases unrealistic;
    private final Optional<SubstituteMeter> substitute;
    private final List<Judged> chosen = new ArrayList<>();
    private boolean repeatable = true;

    /**
     * Nothing yet.
     *
     * @param substitute compares the model with its substitute, where it has one
     */
    public Tally(RobustnessSpec spec, Baseline baseline, Optional<SubstituteMeter> substitute) {
        Reference reference = spec.gate().reference();
        this.spec = spec;
        this.baseline = baseline;
        this.substitute = substitute;
        this.crossEntropy = new MaskedCrossEntropy(
                spec.attack().vaeGan().losses().crossEntropyMean(),
                baseline.organs().size() + 1);
        this.organs = new OrganMeter(baseline, reference);
        this.asked = new AskedMeter(baseline.batches());
        this.contenders = new ContenderMeter(baseline, reference);
        this.curve = new BudgetCurve(baseline, reference);
        this.worst = new WorstCases(baseline.organs(), reference);
        this.unrealistic = new WorstCases(baseline.organs(), reference);
    }

    /**
     * Adds a batch.
     *
     * @param images that the model was asked about for it
     */
    public void add(Batch batch, Tried tried, long images) {
        List<Judged> kept = new ArrayList<>();
        for (int i = 0; i < batch.slices().size(); i++) {
            Candidate candidate = tried.worst(i, spec.gate().reference());
            Finding found = candidate.slices().get(i);
            count(found);
            cross(tried.clean().probabilities(), candidate.probabilities(), i, found);
            compare(batch.subject(), i, tried, found);
            kept.add(found.judged());
        }
        asked.add(batch.subject(), images);
        substitute.ifPresent(meter -> meter.add(kept));
    }

    /** Adds what counts for one slice. */
    private void count(Finding found) {
        Judged judged = found.judged();
        organs.add(judged);
        fields.add(judged.trial(), found.cost().perceptibility());
        realism.counted(found.realism());
        worst.offer(judged);
        if (judged.trial().perturbed()) {
            chosen.add(judged);
        }
    }

    private void cross(float[] clean, float[] attacked, int place, Finding found) {
        int pixels = found.judged().segmented().length;
        int offset = place * pixels * (baseline.organs().size() + 1);
        crossEntropy.add(clean, offset, attacked, offset, pixels);
    }

    /** Adds what everybody found for one slice. */
    private void compare(String subject, int place, Tried tried, Finding worst) {
        Finding clean = tried.clean().slices().get(place);
        Map<Contender, List<Finding>> found = new EnumMap<>(Contender.class);
        for (Candidate candidate : tried.candidates()) {
            Finding one = candidate.slices().get(place);
            candidate
                    .contender()
                    .ifPresent(contender -> found.computeIfAbsent(contender, any -> new ArrayList<>())
                            .add(one));
            if (!one.counts()) {
                unrealistic.offer(one.judged());
            }
        }
        found.forEach((contender, findings) -> contenders.add(subject, contender, findings, clean));
        found.values().forEach(findings -> realism.judged(Finding.counts(findings)));
        curve.add(subject, clean, Tried.at(tried.scaled(), place), worst);
    }

    /** Compares a second answer about a clean batch with the first. */
    public void answeredAgain(int batch, Segmentation answer) {
        repeatable &= baseline.answeredLike(batch, answer);
    }

    /** Adds what an earlier attack on the same baseline asked. */
    public void askedEarlier(Tally earlier) {
        asked.addEarlier(earlier.asked, baseline.batches());
    }

    public boolean repeatable() {
        return repeatable;
    }

    public List<ContenderEvidence> contenders() {
        return contenders.evidence(spec.attack().seed());
    }

    public RealismEvidence realism() {
        return realism.evidence();
    }

    public FieldMeter fields() {
        return fields;
    }

    public double crossEntropy() {
        return crossEntropy.value();
    }

    public List<OrganEvidence> organs() {
        return organs.evidence(spec, worst, curve);
    }

    public Map<String, List<SubjectDice>> subjectDice() {
        return organs.subjectDice();
    }

    public Optional<SubstituteMeter> substitute() {
        return substitute;
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
        return worst.all();
    }

    public List<WorstCase> unrealisticCases() {
        return unrealistic.all();
    }

    /** The slices on which a perturbation counts, not the clean image. */
    public List<Judged> chosen() {
        return List.copyOf(chosen);
    }

    public String summary() {
        return String.format(
                Locale.ROOT,
                "%d slices, at most %d images asked about a subject; p %.4f; cross-entropy %.3f for xi %.3f; folded"
                        + " %.3f %%; largest displacement %.2f px; above 1/16 cycles per px: D %.1f %%, V %.1f %%",
                fields.slices(),
                asked.mostPerSubject(),
                fields.perceptibility(),
                crossEntropy(),
                spec.attack().xi(),
                100 * fields.foldedFraction(),
                fields.largestDisplacement(),
                100 * fields.deformation().highFrequencyEnergy(),
                100 * fields.intensity().highFrequencyEnergy());
    }
}
