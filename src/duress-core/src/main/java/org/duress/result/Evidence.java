package org.duress.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.spec.Contender;

/**
 * Every number measured for one spec; the verdict is derived from it and the spec alone.
 *
 * @param gateSubjects ids of the subjects the model was judged on
 * @param gateSlices how many slices they have together
 * @param organs one entry an organ, in the spec's order
 * @param subjectDice per subject id: per organ, clean and attacked Dice; see {@link SubjectDice}
 * @param queries how often the model was asked
 * @param passes what all of it cost in passes of the model
 * @param substitute one entry an organ where a substitute was trained, else empty
 * @param strength what shows how strong the attack was
 * @param realism how realistic the perturbed images are that count
 * @param shifts what natural shifts do to the model
 */
public record Evidence(
        Origin origin,
        List<String> gateSubjects,
        int gateSlices,
        AttackerEvidence attacker,
        FieldEvidence fields,
        Durations seconds,
        List<OrganEvidence> organs,
        Map<String, List<SubjectDice>> subjectDice,
        Queries queries,
        ModelPasses passes,
        List<SubstituteAgreement> substitute,
        Strength strength,
        RealismEvidence realism,
        ShiftEvidence shifts) {

    public Evidence {
        gateSubjects = List.copyOf(gateSubjects);
        organs = List.copyOf(organs);
        // Not Map.copyOf, whose order differs from one JVM to the next.
        subjectDice = Collections.unmodifiableMap(new LinkedHashMap<>(subjectDice));
        substitute = List.copyOf(substitute);
    }

    /** The same with other natural shifts. */
    public Evidence with(ShiftEvidence others) {
        return new Evidence(
                origin,
                gateSubjects,
                gateSlices,
                attacker,
                fields,
                seconds,
                organs,
                subjectDice,
                queries,
                passes,
                substitute,
                strength,
                realism,
                others);
    }

    /** The attacks that were tried. */
    public List<Contender> contenders() {
        return strength.contenders().stream().map(ContenderEvidence::contender).toList();
    }
}
