package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrganSetsTest {
    private final OrganSets exclusive = OrganSets.exclusive(3);
    private final OrganSets overlapping = OrganSets.overlapping(3);

    @Test
    void organsThatExcludeEachOtherHaveAClassEach() {
        assertThat(exclusive.classes()).isEqualTo(4);
        assertThat(exclusive.classesOf(2)).containsExactly(2);
        assertThat(exclusive.has(2, 2)).isTrue();
        assertThat(exclusive.has(3, 2)).isFalse();
        assertThat(exclusive.with(1, 2)).isEqualTo(2);
        assertThat(exclusive.without(2, 2)).isZero();
        assertThat(exclusive.without(1, 2)).isEqualTo(1);
    }

    @Test
    void organsThatOverlapHaveAClassForEachSet() {
        assertThat(overlapping.classes()).isEqualTo(8);
        assertThat(overlapping.classesOf(2)).containsExactly(2, 3, 6, 7);
        assertThat(overlapping.has(5, 1)).isTrue();
        assertThat(overlapping.has(5, 2)).isFalse();
        assertThat(overlapping.has(5, 3)).isTrue();
        assertThat(overlapping.with(1, 2)).isEqualTo(3);
        assertThat(overlapping.without(3, 2)).isEqualTo(1);
        assertThat(overlapping.without(5, 2)).isEqualTo(5);
    }

    @Test
    void codesBelongToNoOrgan() {
        for (byte code : new byte[] {Scope.IGNORED, Scope.OUTSIDE}) {
            for (int organ = 1; organ <= 3; organ++) {
                assertThat(exclusive.has(code, organ)).isFalse();
                assertThat(overlapping.has(code, organ)).isFalse();
            }
            assertThat(overlapping.hasMore(code, 0)).isFalse();
            assertThat(overlapping.hasMore(1, code)).isTrue();
        }
    }

    @Test
    void whatIsLostIsAnOrganThatTheOtherHasNot() {
        assertThat(exclusive.hasMore(1, 2)).isTrue();
        assertThat(exclusive.hasMore(0, 2)).isFalse();
        assertThat(overlapping.hasMore(3, 1)).isTrue();
        assertThat(overlapping.hasMore(1, 3)).isFalse();
    }

    @Test
    void theProbabilityOfAnOrganIsThatOfItsClassesTogether() {
        float[] values = {9, 0.1f, 0.2f, 0.05f, 0.15f, 0.1f, 0.2f, 0.05f, 0.15f};
        assertThat(overlapping.share(values, 1, 2)).isCloseTo(0.05 + 0.15 + 0.05 + 0.15, within(1e-7));
        assertThat(overlapping.otherShare(values, 1, 2)).isCloseTo(0.1 + 0.2 + 0.1 + 0.2, within(1e-7));
        assertThat(exclusive.share(values, 1, 2)).isEqualTo(0.05f);

        float[] gradient = new float[9];
        overlapping.addSlope(gradient, 1, 2, 0.5);
        overlapping.addOtherSlope(gradient, 1, 2, -1);
        assertThat(gradient).containsExactly(0, -1, -1, 0.5f, 0.5f, -1, -1, 0.5f, 0.5f);
    }

    @Test
    void organsOverlapWhereALabelIdIsInSeveral() {
        assertThat(OrganSets.of(List.of(Set.of(1, 2), Set.of(3)))).isEqualTo(OrganSets.exclusive(2));
        assertThat(OrganSets.of(List.of(Set.of(1, 2), Set.of(2)))).isEqualTo(OrganSets.overlapping(2));
        assertThat(OrganSets.of(List.of(List.of(1, 1), List.of(2)))).isEqualTo(OrganSets.exclusive(2));
        assertThatThrownBy(() -> OrganSets.overlapping(8)).hasMessageContaining("at most 7");
    }

    @Test
    void aScopeKnowsWhatCounts() {
        byte[] classes = {1, Scope.IGNORED, Scope.OUTSIDE, 0};
        Scope scope = Scope.of(classes);
        assertThat(scope.counts(0)).isTrue();
        assertThat(scope.counts(1)).isFalse();
        assertThat(scope.counts(2)).isFalse();
        assertThat(scope.inside(1)).isTrue();
        assertThat(scope.inside(2)).isFalse();
        assertThat(scope.inside(4, 2)).isEqualTo(6);
        assertThat(scope.over(new byte[] {3, 3, 3, 3})).containsExactly(3, Scope.IGNORED, Scope.OUTSIDE, 3);
        assertThat(Scope.of(new byte[] {1, 0})).isSameAs(Scope.ALL);
        assertThat(Scope.ALL.inside(4, 2)).isEqualTo(8);
    }
}
