package org.duress.gate.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.duress.metric.Dice;
import org.junit.jupiter.api.Test;

class PassingChoicesTest {
    private static final int ORGANS = 2;

    private final List<String> heard = new ArrayList<>();
    private final PassingChoices<List<Dice>> passing = new PassingChoices<>(
            ORGANS, List::get, (subject, organ, chosen) -> heard.add(subject + organ + chosen));

    private static List<List<Dice>> tried(Random random) {
        List<List<Dice>> tried = new ArrayList<>();
        for (int k = 0; k <= random.nextInt(5); k++) {
            List<Dice> organs = new ArrayList<>();
            for (int organ = 0; organ < ORGANS; organ++) {
                long predicted = random.nextInt(20);
                organs.add(new Dice(random.nextInt((int) predicted + 1), predicted, 20));
            }
            tried.add(organs);
        }
        return tried;
    }

    @Test
    void whatIsNotHeldCountsLikeWhatIs() {
        Random random = new Random(4);
        List<String> expected = new ArrayList<>();
        for (String subject : List.of("a", "b", "c")) {
            OrganChoices<List<Dice>> held = new OrganChoices<>(ORGANS, List::get);
            for (int slice = 0; slice < 6; slice++) {
                List<List<Dice>> tried = tried(random);
                passing.add(subject, tried);
                held.add(tried);
            }
            assertThat(heard).isEqualTo(expected);
            for (int organ = 0; organ < ORGANS; organ++) {
                expected.add(subject + organ + held.chosen(organ));
            }
        }
        for (int again = 0; again < 2; again++) {
            passing.close();
            assertThat(heard).hasSize(3 * ORGANS).isEqualTo(expected);
        }
    }

    /** Its other slices are gone, without which what counts cannot be said. */
    @Test
    void aSubjectComesOnce() {
        List<List<Dice>> tried = List.of(List.of(Dice.NONE, Dice.NONE));
        passing.add("a", tried);
        passing.add("b", tried);
        assertThatThrownBy(() -> passing.add("a", tried)).isInstanceOf(IllegalStateException.class);
        PassingChoices<List<Dice>> closed = new PassingChoices<>(ORGANS, List::get, (subject, organ, chosen) -> {});
        closed.add("a", tried);
        closed.close();
        assertThatThrownBy(() -> closed.add("a", tried)).isInstanceOf(IllegalStateException.class);
    }
}
