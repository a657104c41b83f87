package org.duress.testkit.planted.panel;

import java.util.Optional;
import org.duress.attack.Perturbation;
import org.duress.model.SegmentationModel;
import org.duress.spec.GateSpec;
import org.duress.spec.RealismSpec;
import org.duress.spec.RobustnessSpec;

/**
 * One kind on one seed's cohort.
 *
 * @param model to be closed by whoever asked for it
 * @param spec what it is judged by
 * @param witness fields for all gate slices, in order, that break it; empty where nothing does
 */
public record Specimen(SegmentationModel model, RobustnessSpec spec, Optional<Perturbation> witness) {
    /** The same, judged with another least SSIM. */
    Specimen judgedBySsim(double ssim) {
        return with(RealismSpec.of(spec.values().with(RealismSpec.SSIM, ssim)), spec.gate());
    }

    /** The same, allowed another fall of any organ. */
    Specimen allowing(double maxDiceDrop) {
        return with(spec.realism(), GateSpec.of(spec.values().with(GateSpec.MAX_DICE_DROP, maxDiceDrop)));
    }

    private Specimen with(RealismSpec realism, GateSpec gate) {
        RobustnessSpec changed = new RobustnessSpec(
                spec.name(), spec.model(), spec.cohort(), spec.attack(), spec.budget(), realism, gate, spec.expect());
        return new Specimen(model, changed, witness);
    }

    /**
     * What the witness does, where there is one; what no change does otherwise.
     *
     * @param ground what it was built on
     */
    public Proof proof(Ground ground) {
        return Proof.of(ground, model, witness.orElseGet(() -> Perturbation.none(ground.images())));
    }

    /** Whether its witness breaks it, by its own spec: within the budget, with images that count, surely. */
    public boolean broken(Ground ground) {
        Proof proof = proof(ground);
        return proof.breaks(spec.gate().maxDiceDrop(), spec.realism().ssim());
    }
}
