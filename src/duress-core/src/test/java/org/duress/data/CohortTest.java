package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;

class CohortTest {
    private static final Organ LIVER = new Organ("liver", Set.of(6));
    private static final Organ SPLEEN = new Organ("spleen", Set.of(1));

    private static Cohort cohort(List<Organ> organs, String subject, String slice, float pixel, int organClass) {
        Slice only = new Slice(
                slice, Grid.of(1, 3).spaced(1, 1), new float[] {pixel, 0, 1}, new byte[] {(byte) organClass, 0, 2});
        return new Cohort(organs, List.of(new Subject(subject, List.of(only))), Grid.of(1, 3));
    }

    private final Cohort cohort = cohort(List.of(LIVER, SPLEEN), "s1", "a", 0.5f, 1);

    private static Cohort two(Slice first, Slice second) {
        return new Cohort(
                List.of(LIVER, SPLEEN),
                List.of(new Subject("a", List.of(first)), new Subject("b", List.of(second))),
                Grid.of(1, 2));
    }

    private static Slice slice(String name, float second, int organClass) {
        return new Slice(name, Grid.of(1, 2).spaced(1, 1), new float[] {0, second}, new byte[] {0, (byte) organClass});
    }

    @Test
    void imagesAreOfTheKindThatTheSpecSays() {
        Subject slices = new Subject("a", List.of(slice("a_0", 1, 2), slice("a_1", 1, 0)));
        Slice box = new Slice("b", Grid.of(2, 1, 3), new float[6], new byte[6]);
        Subject volume = new Subject("b", List.of(box));
        Cohort flat = new Cohort(List.of(LIVER), List.of(slices));
        Cohort deep = new Cohort(List.of(LIVER), List.of(volume));

        assertThatCode(() -> flat.requireDimensions(2)).doesNotThrowAnyException();
        assertThatCode(() -> deep.requireDimensions(3)).doesNotThrowAnyException();
        ofAnotherKind(
                flat,
                3,
                "subject a has a slice of 1 x 2 pixels (a_0), but cohort.dimensions is 3, for volumes; set"
                        + " cohort.dimensions to 2, or give the cohort volumes only");
        ofAnotherKind(
                deep,
                2,
                "subject b has a volume of 2 x 1 x 3 voxels (b), but cohort.dimensions is 2, for slices; set"
                        + " cohort.dimensions to 3, or give the cohort slices only");
        // No setting suits both.
        Cohort mixed = new Cohort(List.of(LIVER), List.of(slices, volume));
        ofAnotherKind(
                mixed,
                2,
                "subject b has a volume of 2 x 1 x 3 voxels (b), but cohort.dimensions is 2, for slices; give the"
                        + " cohort slices only");
        ofAnotherKind(
                mixed,
                3,
                "subject a has a slice of 1 x 2 pixels (a_0), but cohort.dimensions is 3, for volumes; give the cohort"
                        + " volumes only");
    }

    private static void ofAnotherKind(Cohort cohort, int dimensions, String sentence) {
        assertThatThrownBy(() -> cohort.requireDimensions(dimensions))
                .isInstanceOf(DuressException.class)
                .hasMessage(sentence);
    }

    @Test
    void aCohortOfTestCodeIsCheckedBeforeItIsBelieved() {
        Slice good = slice("a_0", 1, 2);
        Cohort sound = two(good, slice("b_0", 1, 0));

        assertThat(Cohorts.sound(sound)).isSameAs(sound);
        unsound(two(good, slice("a_0", 1, 0)), "the cohort has two slices named a_0; give each a name of its own");
        unsound(
                two(good, slice("b_0", 1, 3)),
                "slice b_0 has class 3 at row 0, column 1, where 2 organs have classes 1 to 2; correct its classes");
        unsound(
                two(good, slice("b_0", Float.NaN, 0)),
                "slice b_0 is not a number at row 0, column 1; replace NaN and infinite values");
        unsound(
                two(good, new Slice("b_0", Grid.of(2, 1).spaced(1, 1), new float[2], new byte[2])),
                "slice b_0 is 2 x 1 but its cohort is 1 x 2; bring all slices to one size");
        unsound(
                new Cohort(
                        List.of(LIVER),
                        List.of(new Subject("a", List.of()), new Subject("a", List.of())),
                        Grid.of(1, 2)),
                "the cohort has two subjects named a; give each a name of its own");
        assertThatThrownBy(() -> new Slice("c", Grid.of(1, 2).spaced(1, 1), new float[3], new byte[2]))
                .isInstanceOf(DuressException.class)
                .hasMessage("slice c is 1 x 2 with 1 channels but has 3 intensities and 2 classes; give an intensity a"
                        + " pixel and channel, and a class a pixel");
    }

    private static void unsound(Cohort cohort, String sentence) {
        assertThatThrownBy(() -> Cohorts.sound(cohort))
                .isInstanceOf(DuressException.class)
                .hasMessage(sentence);
    }

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
