package org.duress.attack.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestartTest {
    private static final Restart BOTH = new Restart(true, true, false, false);
    private static final Restart SHADES = new Restart(false, true, false, false);
    private static final Restart MOVES = new Restart(true, false, false, false);

    private static Restart learning(Restart restart) {
        return new Restart(restart.deforms(), restart.shades(), restart.aimed(), true);
    }

    @Test
    void afterBothFieldsEachAloneAndThenAllOfThemAtSingleOrgans() {
        assertThat(Restart.first(8, true, true))
                .containsExactly(
                        BOTH,
                        learning(BOTH),
                        SHADES,
                        MOVES,
                        new Restart(true, true, true, true),
                        new Restart(false, true, true, true),
                        new Restart(true, false, true, true),
                        new Restart(true, true, true, true));
    }

    @Test
    void fewerAreTheFirstOfThem() {
        assertThat(Restart.first(1, true, true)).containsExactly(BOTH);
        assertThat(Restart.first(3, true, true)).containsExactly(BOTH, learning(BOTH), SHADES);
    }

    @Test
    void whereOneFieldMayBeUsedThereIsNoneBeside() {
        assertThat(Restart.first(4, false, true))
                .containsExactly(
                        SHADES,
                        learning(SHADES),
                        new Restart(false, true, true, true),
                        new Restart(false, true, true, true));
        assertThat(Restart.first(3, true, false))
                .containsExactly(MOVES, learning(MOVES), new Restart(true, false, true, true));
    }
}
