package org.duress.gate.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.data.Slice;
import org.duress.metric.Dice;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Contender;
import org.duress.spec.Reference;
import org.junit.jupiter.api.Test;

/** Two organs, of which half may be lost: a slice is lost where less than a tenth of each is left. */
class LostTest {
    private static final Slice SLICE = new Slice("s", Grid.of(1, 2), new float[2], new byte[] {1, 2});

    private final Lost lost = new Lost(new OrganLimits(List.of(0.5, 0.5), 0.2), Reference.FIXED);

    /** So many of 100 pixels are found of each organ. */
    private static Finding finding(int first, int second, boolean counts) {
        List<Dice> dice = List.of(new Dice(first, first, 100), new Dice(second, second, 100));
        CleanSlice clean = new CleanSlice("s", SLICE, new byte[] {1, 2}, dice);
        Trial trial = new Trial(clean, Perturbation.none(1, Grid.of(1, 2)));
        return Finding.of(
                new Judged(trial, new byte[] {1, 2}, dice, dice),
                new Finding.Cost(0, 0, new MaskedCrossEntropy.Part(new double[0], new double[0])),
                new Realism(1, 0, Double.NaN, 0, counts ? Optional.empty() : Optional.of("no")),
                counts ? 1 : 0);
    }

    private static Finding finding(int first, int second) {
        return finding(first, second, true);
    }

    @Test
    void everyOrganIsLostToItsOwnWorst() {
        Finding clean = finding(100, 100);
        assertThat(lost.of(List.of(), clean)).isFalse();
        // 2 * 5 / 105 is less than a tenth, 2 * 6 / 106 is more.
        assertThat(lost.of(List.of(finding(5, 100)), clean)).isFalse();
        assertThat(lost.of(List.of(finding(5, 100), finding(100, 6)), clean)).isFalse();
        assertThat(lost.of(List.of(finding(5, 100), finding(100, 5)), clean)).isTrue();
    }

    @Test
    void whatDoesNotCountTakesNothing() {
        assertThat(lost.of(List.of(finding(0, 0, false)), finding(100, 100))).isFalse();
    }

    @Test
    void itIsMeasuredByWhatTheModelFindsUntouched() {
        // Of 20 of 100 pixels, a Dice of a third, a tenth is left with less than 2.
        assertThat(lost.of(List.of(finding(1, 1)), finding(20, 20))).isTrue();
        assertThat(lost.of(List.of(finding(2, 2)), finding(20, 20))).isFalse();
    }

    @Test
    void anOrganThatTheModelDoesNotFindHoldsNothingUpUnlessItFindsNone() {
        assertThat(lost.of(List.of(finding(0, 100)), finding(100, 0))).isTrue();
        assertThat(lost.of(List.of(finding(0, 0)), finding(0, 0))).isFalse();
    }

    @Test
    void replaysControlsAndWhatIsSharedTakeNothingOffOthers() {
        assertThat(Contender.values())
                .filteredOn(Lost::searches)
                .containsExactly(
                        Contender.VAEGAN, Contender.SUBSTITUTE, Contender.GRADIENT, Contender.BUMPS, Contender.QUERY);
    }
}
