package org.duress.gate.attack;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.attack.Perturbation;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.Interruption;
import org.duress.gate.evidence.BatchTrials;
import org.duress.gate.evidence.FurtherTrials;
import org.duress.gate.evidence.Tally;
import org.duress.spec.RobustnessSpec;

/**
 * Attacks every gate slice with every contender and keeps what hurts most; and last, where that is asked for, tries
 * what was worst for single images on all of them. For one thread.
 */
public final class GateAttack {
    /** Perturbations of single images, at most, that are tried on every other. */
    public static final int UNIVERSAL = 8;

    private final RobustnessSpec spec;
    private final Baseline baseline;
    private final Progress listener;

    /** An attack on the gate slices. */
    public GateAttack(RobustnessSpec spec, Baseline baseline, Progress listener) {
        this.spec = spec;
        this.baseline = baseline;
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
                listener.warn("some gate " + baseline.kind().images()
                        + " were attacked on a machine that rounds otherwise than"
                        + " the one that measured the baseline, so that the numbers are not to the bit those of"
                        + " one machine; let processors of one kind do both");
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
     * @param source gives what comes of some fields on each batch of the baseline by its place, in their order
     * @param tally that all slices were added to
     */
    public void share(Function<List<Perturbation>, IntFunction<FurtherTrials>> source, Tally tally) {
        List<Perturbation> strongest = tally.strongest(UNIVERSAL);
        if (strongest.isEmpty()) {
            return;
        }
        IntFunction<FurtherTrials> trials = source.apply(strongest);
        List<Batch> batches = baseline.batches();
        for (int b = 0; b < batches.size(); b++) {
            Interruption.check("all gate " + baseline.kind().images() + " were attacked");
            tally.addFurther(b, trials.apply(b));
        }
    }
}
