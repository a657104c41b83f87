package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;

class CohortTest {
    private static final Organ LIVER = new Organ("liver", Set.of(6));
    private static final Organ SPLEEN = new Organ("spleen", Set.of(1));

    private static Cohort cohort(List<Organ> organs, String subject, String slice, float pixel, int organClass) {
        Slice only = new Slice(slice, 1, 3, new float[] {pixel, 0, 1}, new byte[] {(byte) organClass, 0, 2}, 1, 1);
        return new Cohort(organs, List.of(new Subject(subject, List.of(only))), 1, 3);
    }

    private final Cohort cohort = cohort(List.of(LIVER, SPLEEN), "s1", "a", 0.5f, 1);

    @Test
    void equalDataHaveEqualFingerprints() {
        assertThat(cohort.fingerprint())
                .matches("[0-9a-f]{64}")
                .isEqualTo(cohort(List.of(LIVER, SPLEEN), "s1", "a", 0.5f, 1).fingerprint());
    }

    @Test
    void everyChangeOfDataChangesTheFingerprint() {
        List<Organ> organs = List.of(LIVER, SPLEEN);
        assertThat(List.of(
                        cohort.fingerprint(),
                        cohort(organs, "s2", "a", 0.5f, 1).fingerprint(),
                        cohort(organs, "s1", "b", 0.5f, 1).fingerprint(),
                        cohort(organs, "s1", "a", Math.nextUp(0.5f), 1).fingerprint(),
                        cohort(organs, "s1", "a", 0.5f, 2).fingerprint(),
                        cohort(List.of(SPLEEN, LIVER), "s1", "a", 0.5f, 1).fingerprint()))
                .doesNotHaveDuplicates();
    }

    @Test
    void takesTheOrderOfAModel() {
        Cohort ordered = cohort.withOrganOrder(List.of("spleen", "liver"));

        assertThat(ordered.organs()).containsExactly(SPLEEN, LIVER);
        assertThat(ordered.slices().get(0).classes()).containsExactly(2, 0, 1);
        assertThat(cohort.slices().get(0).classes()).containsExactly(1, 0, 2);
        assertThat(ordered.withOrganOrder(List.of("liver", "spleen")).fingerprint())
                .isEqualTo(cohort.fingerprint());
        assertThat(cohort.withOrganOrder(List.of("liver", "spleen"))).isSameAs(cohort);
    }

    @Test
    void refusesOtherOrgans() {
        for (List<String> names : List.of(
                List.of("liver"),
                List.of("liver", "kidneys"),
                List.of("liver", "spleen", "kidneys"),
                List.of("liver", "liver"))) {
            assertThatThrownBy(() -> cohort.withOrganOrder(names))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("the model segments " + names + " but cohort.organs names [liver, spleen]; name exactly"
                            + " the model's organs");
        }
    }
}
