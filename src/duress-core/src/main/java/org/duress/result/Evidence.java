package org.duress.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.spec.Contender;

/**
 * Every number measured for one spec; the verdict is derived from it and the spec alone.
 *
 * @param device the device that computed it, for example {@code cpu}
 * @param seed the seed that was used
 * @param modelFingerprint SHA-256 (hex) of the model's architecture and weights
 * @param dataFingerprint SHA-256 (hex) of images and labels of attacker and gate subjects
 * @param attackerSubjects ids of the subjects the attacker was trained on
 * @param gateSubjects ids of the subjects the model was judged on
 * @param attackerSteps optimiser steps the attacker was trained for
 * @param attackerFromStore whether the attacker was loaded, not trained, in this run
 * @param crossEntropy masked cross-entropy of equation 5 reached on the gate subjects
 * @param perceptibility p of equation 7: mean |I_DV - I_0| in standard deviations of the subject
 * @param foldedFraction share in [0, 1] of pixels where the deformation folds (Jacobian determinant at most 0)
 * @param largestDisplacement longest displacement in pixels
 * @param deformation smoothness of the deformation fields
 * @param intensity smoothness of the intensity fields
 * @param trainSeconds wall time to train or load the attacker
 * @param attackSeconds wall time to attack and judge the gate subjects
 * @param totalSeconds wall time of the whole gate
 * @param organs one entry an organ, in the spec's order
 * @param subjectDice per subject id: per organ, clean and attacked Dice; see {@link SubjectDice}
 * @param modelProvenance where the model came from, by name, as far as the fingerprint does not say: server, version,
 *     digest of an image; in the order to show
 * @param queries how often the model was asked
 * @param substitute one entry an organ where a substitute was trained, else empty
 * @param strength what shows how strong the attack was
 * @param realism how realistic the perturbed images are that count
 */
public record Evidence(
        String device,
        long seed,
        String modelFingerprint,
        String dataFingerprint,
        List<String> attackerSubjects,
        List<String> gateSubjects,
        int attackerSteps,
        boolean attackerFromStore,
        double crossEntropy,
        double perceptibility,
        double foldedFraction,
        double largestDisplacement,
        Smoothness deformation,
        Smoothness intensity,
        double trainSeconds,
        double attackSeconds,
        double totalSeconds,
        List<OrganEvidence> organs,
        Map<String, List<SubjectDice>> subjectDice,
        Map<String, String> modelProvenance,
        Queries queries,
        List<SubstituteAgreement> substitute,
        Strength strength,
        RealismEvidence realism) {

    public Evidence {
        attackerSubjects = List.copyOf(attackerSubjects);
        gateSubjects = List.copyOf(gateSubjects);
        organs = List.copyOf(organs);
        // Not Map.copyOf, whose order differs from one JVM to the next.
        subjectDice = Collections.unmodifiableMap(new LinkedHashMap<>(subjectDice));
        modelProvenance = Collections.unmodifiableMap(new LinkedHashMap<>(modelProvenance));
        substitute = List.copyOf(substitute);
    }

    /** The attacks that were tried. */
    public List<Contender> contenders() {
        return strength.contenders().stream().map(ContenderEvidence::contender).toList();
    }
}
