package org.duress.gate.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.duress.metric.Dice;
import org.junit.jupiter.api.Test;

class OrganChoicesTest {
    private static OrganChoices<List<Dice>> choices() {
        return new OrganChoices<>(2, List::get);
    }

    @Test
    void eachOrganHasItsOwnWorst() {
        Dice whole = new Dice(10, 10, 10);
        Dice half = new Dice(5, 5, 10);
        List<Dice> first = List.of(half, whole);
        List<Dice> second = List.of(whole, half);
        OrganChoices<List<Dice>> choices = choices();
        choices.add(List.of(first, second, List.of(whole, whole)));
        assertThat(choices.chosen(0)).containsExactly(first);
        assertThat(choices.chosen(1)).containsExactly(second);
        assertThat(score(choices, 0)).isEqualTo(10 / 15.0);
        assertThat(score(choices, 1)).isEqualTo(10 / 15.0);
    }

    private static double score(OrganChoices<List<Dice>> choices, int organ) {
        return choices.chosen(organ).stream()
                .map(slice -> slice.get(organ))
                .reduce(Dice.NONE, Dice::plus)
                .score();
    }

    /** All contenders together are never weaker than one of them, on any organ of any subject. */
    @Test
    void moreTrialsNeverLeaveAnOrganMore() {
        Random random = new Random(3);
        for (int run = 0; run < 1000; run++) {
            OrganChoices<List<Dice>> together = choices();
            List<OrganChoices<List<Dice>>> alone = List.of(choices(), choices(), choices());
            for (int slice = 0; slice < 3; slice++) {
                List<Integer> shown = List.of(random.nextInt(3) * 5, random.nextInt(20));
                List<Dice> clean = List.of(trial(shown.get(0), random), trial(shown.get(1), random));
                List<List<Dice>> all = new ArrayList<>();
                for (OrganChoices<List<Dice>> contender : alone) {
                    List<List<Dice>> found = new ArrayList<>();
                    for (int k = 0; k < 4; k++) {
                        found.add(List.of(trial(shown.get(0), random), trial(shown.get(1), random)));
                    }
                    all.addAll(found);
                    found.add(clean);
                    contender.add(found);
                }
                all.add(clean);
                together.add(all);
            }
            for (OrganChoices<List<Dice>> contender : alone) {
                for (int organ = 0; organ < 2; organ++) {
                    double least = score(together, organ);
                    double one = score(contender, organ);
                    assertThat(!(least > one)).as("%s %s", least, one).isTrue();
                }
            }
        }
    }

    /** One trial more on a slice counts as if it had come with the others, and what was kept can be given to another. */
    @Test
    void moreMayComeLater() {
        Random random = new Random(5);
        for (int run = 0; run < 200; run++) {
            OrganChoices<List<Dice>> together = choices();
            OrganChoices<List<Dice>> later = choices();
            List<List<List<Dice>>> more = new ArrayList<>();
            for (int slice = 0; slice < 3; slice++) {
                List<List<Dice>> all = new ArrayList<>();
                for (int k = 0; k < 6; k++) {
                    all.add(List.of(trial(20, random), trial(9, random)));
                }
                together.add(all);
                later.add(all.subList(0, 3));
                more.add(all.subList(3, 6));
            }
            OrganChoices<List<Dice>> restored = choices();
            for (int slice = 0; slice < later.size(); slice++) {
                restored.restore(later.kept(slice));
            }
            for (int slice = 0; slice < 3; slice++) {
                restored.addFurther(slice, more.get(slice));
            }
            for (int organ = 0; organ < 2; organ++) {
                assertThat(score(restored, organ)).isEqualTo(score(together, organ));
            }
        }
    }

    @Test
    void ofNoSliceNothingCounts() {
        assertThat(choices().chosen(1)).isEmpty();
    }

    private static Dice trial(int reference, Random random) {
        int predicted = random.nextInt(25);
        return new Dice(random.nextInt(Math.min(predicted, reference) + 1), predicted, reference);
    }
}
