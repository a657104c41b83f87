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

    private final List<List<Dice>> first = new ArrayList<>();
    private final PassingChoices<List<Dice>> passing = new PassingChoices<>(ORGANS, List::get, (tried, organ) -> {
        if (organ == 0) {
            first.add(tried);
        }
    });
    private final OrganChoices<List<Dice>> held = new OrganChoices<>(ORGANS, List::get);

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
        for (String subject : List.of("a", "b", "c")) {
            for (int slice = 0; slice < 6; slice++) {
                List<List<Dice>> tried = tried(random);
                passing.add(subject, tried);
                held.add(subject, tried);
            }
        }
        for (int again = 0; again < 2; again++) {
            for (int organ = 0; organ < ORGANS; organ++) {
                for (String subject : List.of("a", "b", "c")) {
                    assertThat(passing.counts().score(subject, organ))
                            .isBetween(0.0, 1.0)
                            .isEqualTo(held.counts().score(subject, organ));
                }
            }
            assertThat(passing.counts().subjects()).containsExactly("a", "b", "c");
            assertThat(first)
                    .hasSize(18)
                    .isEqualTo(held.chosen(0).values().stream()
                            .flatMap(List::stream)
                            .toList());
        }
    }

    /** Its other slices are gone, without which what counts cannot be said. */
    @Test
    void aSubjectComesOnce() {
        List<List<Dice>> tried = List.of(List.of(Dice.NONE, Dice.NONE));
        passing.add("a", tried);
        passing.add("b", tried);
        assertThatThrownBy(() -> passing.add("a", tried)).isInstanceOf(IllegalStateException.class);
        PassingChoices<List<Dice>> asked = new PassingChoices<>(ORGANS, List::get, (one, organ) -> {});
        asked.add("a", tried);
        assertThat(asked.counts().subjects()).containsExactly("a");
        assertThatThrownBy(() -> asked.add("a", tried)).isInstanceOf(IllegalStateException.class);
    }
}
