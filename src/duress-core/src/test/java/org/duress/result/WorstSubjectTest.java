package org.duress.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.spec.Decision;
import org.duress.spec.GateSpec;
import org.duress.spec.Reference;
import org.junit.jupiter.api.Test;

class WorstSubjectTest {
    private final Map<String, List<SubjectDice>> subjects = new LinkedHashMap<>();

    @Test
    void isTheLargestFallAsAShareOfItselfAgainstTheReference() {
        // By 0.3 of 0.9, by 0.25 of 0.5: the latter is the larger share.
        subjects.put("s1", List.of(dice("spleen", 0.9, 0, 0), dice("liver", 0.9, 0.6, 0.1)));
        subjects.put("s2", List.of(dice("spleen", 0.9, 0.9, 0.9), dice("liver", 0.5, 0.25, 0.45)));

        WorstSubject warped =
                WorstSubject.of("liver", subjects, Reference.WARPED).orElseThrow();
        assertThat(warped).isEqualTo(new WorstSubject("liver", "s2", 0.5, 0.25));
        assertThat(warped.relativeDrop()).isEqualTo(0.5);
        WorstSubject fixed = WorstSubject.of("liver", subjects, Reference.FIXED).orElseThrow();
        assertThat(fixed.subject()).isEqualTo("s1");
        assertThat(fixed.relativeDrop()).isCloseTo(0.8 / 0.9, within(1e-15));
    }

    @Test
    void whereThereIsNothingToLoseThereIsNoFall() {
        subjects.put("s1", List.of(dice("liver", 0, 0, 0)));
        subjects.put("s2", List.of(dice("liver", Double.NaN, Double.NaN, Double.NaN)));
        assertThat(WorstSubject.of("liver", subjects, Reference.WARPED)).isEmpty();
        assertThat(WorstSubject.of("spleen", subjects, Reference.WARPED)).isEmpty();

        subjects.put("s3", List.of(dice("liver", 0.8, 0.9, 0.9)));
        assertThat(WorstSubject.of("liver", subjects, Reference.WARPED))
                .contains(new WorstSubject("liver", "s3", 0.8, 0.9));
    }

    @Test
    void ofThoseThatFellAlikeTheFirstIsNamed() {
        subjects.put("s2", List.of(dice("liver", 0.5, 0.25, 0.25)));
        subjects.put("s1", List.of(dice("liver", 0.5, 0.25, 0.25)));
        assertThat(WorstSubject.of("liver", subjects, Reference.WARPED))
                .map(WorstSubject::subject)
                .contains("s2");
    }

    @Test
    void isPastALimitThatThereIs() {
        GateSpec gate = new GateSpec(0.3, Map.of(), Decision.INTERVAL, Reference.WARPED);
        WorstSubject half = new WorstSubject("liver", "s1", 0.5, 0.25);
        assertThat(half.past(gate)).isFalse();
        assertThat(half.past(gate.withWorstSubject(0.5))).isFalse();
        assertThat(half.past(gate.withWorstSubject(0.49))).isTrue();
    }

    private static SubjectDice dice(String organ, double clean, double warped, double fixed) {
        return new SubjectDice(organ, clean, warped, fixed);
    }
}
