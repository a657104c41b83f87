package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LowestDiceTest {
    @Test
    void aLargeSliceCountsForMoreThanASmallOne() {
        // Alone, the second of the small slice is 0 and the first 0.5; the large one draws 90 pixels falsely.
        List<Dice> small = List.of(new Dice(1, 2, 2), new Dice(0, 0, 2), new Dice(2, 102, 2));
        List<Dice> large = List.of(new Dice(100, 100, 100));
        // (200 + 2) / (200 + 4), 200 / 202, (200 + 4) / (200 + 104)
        assertThat(LowestDice.choose(List.of(small, large))).containsExactly(2, 0);
        assertThat(LowestDice.choose(List.of(small))).containsExactly(1);
    }

    @Test
    void ofAnOrganThatIsNotThereWhatDrawsMostIsChosen() {
        List<Dice> drawn = List.of(new Dice(0, 0, 0), new Dice(0, 3, 0), new Dice(0, 9, 0), new Dice(0, 9, 0));
        assertThat(LowestDice.choose(List.of(drawn, drawn))).containsExactly(2, 2);
        assertThat(LowestDice.choose(List.of(List.of(Dice.NONE), List.of(Dice.NONE))))
                .containsExactly(0, 0);
    }

    @Test
    void falsePixelsOnASliceWithoutTheOrganCount() {
        List<Dice> shown = List.of(new Dice(10, 10, 10));
        List<Dice> without = List.of(Dice.NONE, new Dice(0, 20, 0));
        int[] chosen = LowestDice.choose(List.of(shown, without));
        assertThat(chosen).containsExactly(0, 1);
        assertThat(LowestDice.total(List.of(shown, without), chosen).score()).isEqualTo(0.5);
    }

    /** Of random counts: as low as trying every combination, and the envelope holds all that is ever chosen. */
    @Test
    void nothingIsLowerAndTheEnvelopeLosesNothing() {
        Random random = new Random(5);
        for (int run = 0; run < 2000; run++) {
            List<List<Dice>> slices = new ArrayList<>();
            for (int s = 0; s < 3; s++) {
                int reference = random.nextInt(4) == 0 ? 0 : random.nextInt(12);
                List<Dice> tried = new ArrayList<>();
                for (int k = 0; k < 5; k++) {
                    int predicted = random.nextInt(14);
                    // The reference moves with D.
                    int moved = reference == 0 ? 0 : Math.max(0, reference + random.nextInt(3) - 1);
                    tried.add(new Dice(random.nextInt(Math.min(predicted, moved) + 1), predicted, moved));
                }
                slices.add(tried);
            }
            double lowest = Double.POSITIVE_INFINITY;
            for (int k = 0; k < 125; k++) {
                double score = LowestDice.total(slices, new int[] {k / 25, k / 5 % 5, k % 5})
                        .score();
                lowest = Double.isNaN(score) ? lowest : Math.min(lowest, score);
            }
            double found = LowestDice.total(slices, LowestDice.choose(slices)).score();
            List<List<Dice>> pruned = slices.stream()
                    .map(slice ->
                            LowestDice.envelope(slice).stream().map(slice::get).toList())
                    .toList();
            double ofEnvelope =
                    LowestDice.total(pruned, LowestDice.choose(pruned)).score();
            assertThat(found).isEqualTo(lowest == Double.POSITIVE_INFINITY ? Double.NaN : lowest);
            assertThat(ofEnvelope).isEqualTo(found);
        }
    }

    @Test
    void theEnvelopeIsSmall() {
        Random random = new Random(6);
        List<Dice> slice = IntStream.range(0, 200)
                .mapToObj(k -> {
                    int predicted = random.nextInt(300);
                    return new Dice(random.nextInt(Math.min(predicted, 200) + 1), predicted, 200);
                })
                .toList();
        assertThat(LowestDice.envelope(slice)).hasSizeLessThan(10).doesNotHaveDuplicates();
    }
}
