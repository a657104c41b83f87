package org.duress.gate.attack;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.CostMeter.Work;
import org.duress.gate.baseline.Effort;
import org.duress.gate.baseline.KeptAnswer;
import org.duress.gate.baseline.Segmenter;
import org.duress.gate.evidence.BatchTrials;
import org.duress.gate.evidence.FurtherTrials;
import org.duress.gate.judge.Appraisal;
import org.duress.gate.judge.Candidate;
import org.duress.gate.judge.Judge;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.judge.Tried;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;

/**
 * Tries on every slice of a batch what hurt single slices most, of whatever batch these are. For one thread.
 *
 * @param realism says which perturbed images count
 * @param organs of the cohort, in class order
 * @param strongest each of one image
 */
public record UniversalAttack(
        RobustnessSpec spec,
        Segmenter segmenter,
        RealismJudge realism,
        List<String> organs,
        List<Perturbation> strongest) {
    /**
     * Tries them.
     *
     * @param clean what the model said of the batch for the baseline
     */
    public FurtherTrials of(Batch batch, KeptAnswer clean) {
        Effort before = segmenter.effort();
        Appraisal appraisal = new Appraisal(spec, new Judge(segmenter), realism, batch, clean);
        int slices = batch.slices().size();
        List<Perturbation> proposed = KeptFields.list(
                strongest.size(),
                k -> Perturbation.joined(Collections.nCopies(
                        slices, Stretched.to(strongest.get(k), batch.images().grid()))));
        List<Candidate> found = segmenter
                .costs()
                .charge(
                        Contender.UNIVERSAL,
                        Work.JUDGING,
                        () -> appraisal.of(Optional.of(Contender.UNIVERSAL), proposed));
        Tried tried = new Tried(found, List.of(), appraisal.clean());
        return new FurtherTrials(
                appraisal.slices(),
                BatchTrials.thinned(tried, slices, organs, spec.gate().reference()),
                segmenter.effort().minus(before));
    }
}
