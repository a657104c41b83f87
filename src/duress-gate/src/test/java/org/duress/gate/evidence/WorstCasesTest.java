package org.duress.gate.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.data.Slice;
import org.duress.gate.GateRun;
import org.duress.metric.Dice;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.result.slice.WorstCase;
import org.duress.spec.Reference;
import org.junit.jupiter.api.Test;

class WorstCasesTest {
    private static final Dice ABSENT = Dice.NONE;

    private final WorstCases worst = new WorstCases(List.of("liver", "spleen"), Reference.WARPED);

    @Test
    void keepsTheTwoLargestFallsOfEachOrganWorstFirst() {
        offer("a", full(40), left(40, 30), full(40), left(40, 10));
        offer("b", full(40), left(40, 10), full(40), left(40, 20));
        offer("c", full(40), left(40, 20), full(40), left(40, 30));

        assertThat(worst.all())
                .extracting(WorstCase::organ, one -> one.slice().name())
                .containsExactly(tuple("liver", "b"), tuple("liver", "c"), tuple("spleen", "a"), tuple("spleen", "b"));
        assertThat(worst.slice(0)).isEqualTo("b");
        assertThat(worst.slice(1)).isEqualTo("a");
        assertThat(worst.all().get(0).cleanDice()).isEqualTo(1);
        assertThat(worst.all().get(0).attackedDice()).isEqualTo(0.4);
    }

    @Test
    void aTinyCrossSectionComesOnlyAfterATellingOne() {
        offer("tiny", full(29), left(29, 0), ABSENT, ABSENT);
        assertThat(worst.slice(0)).isEqualTo("tiny");
        offer("telling", full(30), left(30, 29), ABSENT, ABSENT);
        assertThat(worst.slice(0)).isEqualTo("telling");
        assertThat(worst.all()).extracting(one -> one.slice().name()).containsExactly("telling", "tiny");
        offer("other", full(30), left(30, 30), ABSENT, ABSENT);
        assertThat(worst.all()).extracting(one -> one.slice().name()).containsExactly("telling", "other");
    }

    @Test
    void ofEqualFallsTheFirstIsKept() {
        for (String name : List.of("a", "b", "c")) {
            offer(name, full(40), left(40, 20), ABSENT, ABSENT);
        }
        assertThat(worst.all()).extracting(one -> one.slice().name()).containsExactly("a", "b");
    }

    @Test
    void aSliceThatDoesNotShowTheOrganIsNoCase() {
        offer("a", full(40), left(40, 20), new Dice(0, 5, 0), new Dice(0, 9, 0));
        assertThat(worst.slice(1)).isEmpty();
        offer("b", ABSENT, ABSENT, full(40), ABSENT);
        assertThat(worst.slice(1))
                .as("pushed out of the picture: not a number, no case")
                .isEmpty();
    }

    private static Dice full(int pixels) {
        return new Dice(pixels, pixels, pixels);
    }

    /** Of so many pixels, so many are still found. */
    private static Dice left(int pixels, int found) {
        return new Dice(found, found, pixels);
    }

    private void offer(String name, Dice cleanLiver, Dice liver, Dice cleanSpleen, Dice spleen) {
        Slice slice = GateRun.perfect(name, 1, 1, 0);
        CleanSlice clean = new CleanSlice("subject", slice, slice.classes(), List.of(cleanLiver, cleanSpleen));
        worst.offer(new Judged(
                new Trial(clean, Perturbation.none(1, Grid.of(1, 1))),
                slice.classes(),
                List.of(liver, spleen),
                List.of(ABSENT, ABSENT)));
    }
}
