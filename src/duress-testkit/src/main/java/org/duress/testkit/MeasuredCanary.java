package org.duress.testkit;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duress.result.CanaryEvidence;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.result.PlantEvidence;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;

/** What became of canaries whose plants number as wanted, liver by V at 0.5 of the budget each. */
public final class MeasuredCanary {
    private MeasuredCanary() {}

    /** One of each kind, which fell as it should. */
    public static List<CanaryEvidence> fallen() {
        return List.of(of(Kind.SLOPE, 4, 4, 0), of(Kind.STEP, 4, 4, 0));
    }

    /**
     * Plants of which the first fell to the search by questions, and the last to random fields.
     *
     * @param fallen of all
     * @param fallenUnderRandom of all
     */
    public static CanaryEvidence of(Kind kind, int plants, int fallen, int fallenUnderRandom) {
        return new CanaryEvidence(
                kind,
                plants,
                IntStream.range(0, plants)
                        .mapToObj(k -> new PlantEvidence(
                                "s1_z" + k,
                                "liver",
                                FieldKind.INTENSITY,
                                0.5,
                                0,
                                k < fallen ? 0.1 : 0.9,
                                plants - k > fallenUnderRandom ? 0.95 : 0.1,
                                k < fallen ? Optional.of(Contender.QUERY) : Optional.empty()))
                        .toList());
    }
}
