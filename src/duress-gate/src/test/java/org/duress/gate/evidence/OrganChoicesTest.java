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
        choices.add("s", List.of(first, second, List.of(whole, whole)));
        assertThat(choices.chosen(0).get("s")).containsExactly(first);
        assertThat(choices.chosen(1).get("s")).containsExactly(second);
        assertThat(choices.counts().score("s", 0)).isEqualTo(10 / 15.0);
        assertThat(choices.counts().score("s", 1)).isEqualTo(10 / 15.0);
    }

    /** All contenders together are never weaker than one of them, on any organ of any subject. */
    @Test
    void moreTrialsNeverLeaveAnOrganMore() {
        Random random = new Random(3);
        for (int run = 0; run < 500; run++) {
            OrganChoices<List<Dice>> together = choices();
            List<OrganChoices<List<Dice>>> alone = List.of(choices(), choices(), choices());
            for (int slice = 0; slice < 6; slice++) {
                String subject = "s" + slice / 3;
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
                    contender.add(subject, found);
                }
                all.add(clean);
                together.add(subject, all);
            }
            for (OrganChoices<List<Dice>> contender : alone) {
                for (String subject : List.of("s0", "s1")) {
                    for (int organ = 0; organ < 2; organ++) {
                        double least = together.counts().score(subject, organ);
                        double one = contender.counts().score(subject, organ);
                        assertThat(!(least > one)).as("%s %s", least, one).isTrue();
                    }
                }
            }
        }
    }

    private static Dice trial(int reference, Random random) {
        int predicted = random.nextInt(25);
        return new Dice(random.nextInt(Math.min(predicted, reference) + 1), predicted, reference);
    }
}
