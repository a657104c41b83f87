package org.duress.gate.attack;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.base.ReadAhead;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.CostMeter.Work;
import org.duress.gate.baseline.Interruption;
import org.duress.gate.baseline.Segmenter;
import org.duress.gate.evidence.BatchTrials;
import org.duress.gate.evidence.Tally;
import org.duress.gate.judge.Appraisal;
import org.duress.gate.judge.Candidate;
import org.duress.gate.judge.Judge;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.judge.Tried;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;

/**
 * Attacks every gate slice with every contender and keeps what hurts most; and last, where that is asked for, tries
 * what was worst for single images on all of them. For one thread.
 */
public final class GateAttack {
    /** Perturbations of single images, at most, that are tried on every other. */
    public static final int UNIVERSAL = 8;

    private final RobustnessSpec spec;
    private final Segmenter segmenter;
    private final Baseline baseline;
    private final RealismJudge realism;
    private final Progress listener;

    /**
     * An attack on the gate slices.
     *
     * @param realism says which perturbed images count
     */
    public GateAttack(
            RobustnessSpec spec, Segmenter segmenter, Baseline baseline, RealismJudge realism, Progress listener) {
        this.spec = spec;
        this.segmenter = segmenter;
        this.baseline = baseline;
        this.realism = realism;
        this.listener = listener;
    }

    /**
     * Adds what the attack on each batch came to.
     *
     * @param trials of each batch of the baseline by its place, in their order
     * @param searched whether anything was tried but known counterexamples
     * @param tally that every slice is added to
     * @throws DuressException if the attacks change nothing although xi and budget are above 0, or if the thread was
     *     interrupted
     */
    public void run(IntFunction<BatchTrials> trials, boolean searched, Tally tally) {
        boolean changed = false;
        List<Batch> batches = baseline.batches();
        for (int b = 0; b < batches.size(); b++) {
            Interruption.check("all gate " + baseline.kind().images() + " were attacked");
            Batch batch = batches.get(b);
            BatchTrials one = trials.apply(b);
            changed = changed || one.changed();
            String answer = baseline.answers().get(b).fingerprint();
            if (one.answer().filter(elsewhere -> !elsewhere.equals(answer)).isPresent()) {
                listener.warn(
                        "the machine that attacked some gate " + baseline.kind().images()
                                + " rounds otherwise than this one, so that the numbers are not to the bit those of one"
                                + " machine; merge where the shards were attacked, on processors of one kind");
            }
            tally.add(batch, one);
            listener.step(
                    "attack",
                    b + 1,
                    batches.size(),
                    String.format(
                            Locale.ROOT,
                            "%d perturbations a %s",
                            one.tried().candidates().size(),
                            batch.kind().image()));
        }
        if (searched && spec.attack().xi() > 0 && spec.budget().perceptibility() > 0 && !changed) {
            throw new DuressException("the attack changed no " + baseline.kind().point() + " of any gate "
                    + baseline.kind().image() + " although xi is "
                    + spec.attack().xi()
                    + ", so nothing was tested; train for more steps or remove the attacker from the store");
        }
    }

    /**
     * Tries what hurt single slices most on all of them.
     *
     * @param tally that all slices were added to
     */
    public void share(Tally tally) {
        List<Perturbation> strongest = tally.strongest(UNIVERSAL);
        if (strongest.isEmpty()) {
            return;
        }
        List<Batch> batches = baseline.batches();
        ReadAhead ahead = baseline.readAhead();
        for (int b = 0; b < batches.size(); b++) {
            Interruption.check("all gate " + baseline.kind().images() + " were attacked");
            ahead.at(b);
            Batch batch = batches.get(b);
            long askedBefore = segmenter.asked();
            Appraisal appraisal = new Appraisal(
                    spec,
                    new Judge(segmenter),
                    realism,
                    batch,
                    baseline.answers().get(b));
            int slices = batch.slices().size();
            List<Perturbation> proposed = KeptFields.list(
                    strongest.size(),
                    k -> Perturbation.joined(Collections.nCopies(
                            slices,
                            Stretched.to(strongest.get(k), batch.images().grid()))));
            List<Candidate> tried = segmenter
                    .costs()
                    .charge(
                            Contender.UNIVERSAL,
                            Work.JUDGING,
                            () -> appraisal.of(Optional.of(Contender.UNIVERSAL), proposed));
            tally.addFurther(b, new Tried(tried, List.of(), appraisal.clean()), segmenter.asked() - askedBefore);
        }
    }
}
