package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.metric.OrganScores;
import org.duress.metric.ShownOrgans;
import org.duress.model.ImageBatch;
import org.junit.jupiter.api.Test;

class WorstTrialsTest {
    private final WorstTrials<String> worst = trials(new OrganLimits(List.of(0.5, 0.1), 0.2), 2);

    private static WorstTrials<String> trials(OrganLimits limits, int organs) {
        return new WorstTrials<>(limits, shown(organs, organs), trial -> shade(trial.length()));
    }

    /** Of so many organs the first few show: a pixel each. */
    private static ShownOrgans shown(int organs, int of) {
        float[] clean = new float[of * (of + 1)];
        for (int organ = 1; organ <= organs; organ++) {
            clean[(organ - 1) * (of + 1) + organ] = 1;
        }
        return ShownOrgans.of(clean, 0, of, OrganSets.exclusive(of));
    }

    private void offer(String trial, double mean, double one, double two) {
        worst.offer(new OrganScores(mean, List.of(one, two)), () -> trial);
    }

    @Test
    void keepsTheWorstByTheMeanAndForEachOrganTheFirstOfEquals() {
        offer("clean", 1, 1, 1);
        offer("first", 0.7, 0.6, 0.95);
        offer("same", 0.7, 0.6, 0.95);
        offer("other", 0.8, 0.9, 0.9);
        offer("no number", Double.NaN, Double.NaN, 0.99);
        assertThat(worst.worst(WorstTrials.ALL_ORGANS)).contains("first");
        assertThat(worst.worst(1)).contains("first");
        assertThat(worst.worst(2)).contains("other");
        assertThat(worst.distinct()).as("none twice").containsExactly("first", "other");
    }

    /** The second organ lost all that it may, the first only half of it. */
    @Test
    void givesTheHardestHitFirst() {
        offer("both", 0.6, 0.9, 0.99);
        offer("one", 0.7, 0.75, 1);
        offer("two", 0.8, 1, 0.9);
        assertThat(worst.distinct()).containsExactly("both", "two", "one");
    }

    @Test
    void anOrganThatLostNothingHasNoWorst() {
        offer("clean", 1, 1, 1);
        offer("one", 0.9, 0.9, 1);
        assertThat(worst.distinct()).containsExactly("one");
        assertThat(trials(OrganLimits.ALIKE, 2).distinct()).isEmpty();
    }

    @Test
    void aimsAtTheOrganThatIsNearestToItsLimitThenAtTheOthers() {
        offer("any", 0.9, 0.9, 0.95);
        // 0.1 of 0.5, and 0.05 of 0.1.
        assertThat(worst.nextOrgan()).isEqualTo(2);
        assertThat(worst.nextOrgan()).isEqualTo(1);
        assertThat(worst.nextOrgan()).isEqualTo(2);
        assertThat(worst.aimedAt(2)).isEqualTo(2);
    }

    @Test
    void doesNotAimAtAnOrganThatIsPastItsLimitAsLongAsOthersAreNot() {
        offer("any", 0.7, 0.9, 0.5);
        assertThat(List.of(worst.nextOrgan(), worst.nextOrgan())).containsExactly(1, 1);
        offer("worse", 0.7, 0.4, 0.5);
        // Both are past their limits now, and the second was never aimed at.
        assertThat(worst.nextOrgan()).isEqualTo(2);
    }

    /** Of the first organ half may stay, of the second 0.9: a fifth of that is as good as nothing. */
    @Test
    void allIsLostWhereOfEveryOrganLessIsLeftThanAFifthOfWhatItsLimitLeaves() {
        assertThat(worst.enough()).as("nothing tried").isFalse();
        offer("one", 0.5, 0.099, 1);
        assertThat(worst.enough()).isFalse();
        offer("two", 0.5, 1, 0.181);
        assertThat(worst.enough()).isFalse();
        offer("both", 0.5, 1, 0.179);
        assertThat(worst.enough()).isTrue();
    }

    @Test
    void anOrganThatTheCleanAnswerDoesNotShowHoldsNothingUpOnceTheOthersAreLost() {
        OrganLimits limits = new OrganLimits(List.of(0.5, 0.5), 0.2);
        WorstTrials<String> one = new WorstTrials<>(limits, shown(1, 2), trial -> shade(1));
        one.offer(new OrganScores(0.5, List.of(0.101, 0.0)), () -> "drawn falsely");
        assertThat(one.enough()).isFalse();
        one.offer(new OrganScores(0.5, List.of(0.099, 1.0)), () -> "lost");
        assertThat(one.enough()).isTrue();
        WorstTrials<String> none = new WorstTrials<>(limits, shown(0, 2), trial -> shade(1));
        none.offer(new OrganScores(1, List.of(0.0, 0.5)), () -> "drawn falsely");
        assertThat(none.enough()).as("where none shows all must be").isFalse();
        none.offer(new OrganScores(1, List.of(1.0, 0.0)), () -> "so is this");
        assertThat(none.enough()).isTrue();
    }

    @Test
    void anOrganThatMayLoseAllIsNeverLost() {
        WorstTrials<String> alike = trials(OrganLimits.ALIKE, 1);
        alike.offer(new OrganScores(0, List.of(0.0)), () -> "all");
        assertThat(alike.enough()).isFalse();
    }

    /** Trials are told apart by how long their names are. */
    @Test
    void aSearchThatIsAfterOneOrganHasEnoughOnceWhatTookItIsWhatIsSought() {
        List<Integer> asked = new ArrayList<>();
        WorstTrials<String> one = trials(
                new OrganLimits(List.of(0.5, 0.5), 0.2).seeking(new OrganLimits.Sought(2, fields -> {
                    asked.add((int) fields.intensity()[0]);
                    return fields.intensity()[0] == 3;
                })),
                2);
        assertThat(one.enough()).isFalse();
        one.offer(new OrganScores(0.5, List.of(0.0, 0.101)), () -> "x");
        assertThat(one.enough()).as("the other organ is lost").isFalse();
        assertThat(asked).isEmpty();
        one.offer(new OrganScores(0.5, List.of(0.5, 0.099)), () -> "xx");
        assertThat(List.of(one.enough(), one.enough())).containsOnly(false);
        assertThat(asked).as("once").containsExactly(2);
        one.offer(new OrganScores(0.5, List.of(0.5, 0.05)), () -> "xxx");
        assertThat(List.of(one.enough(), one.enough())).containsOnly(true);
        one.offer(new OrganScores(0.5, List.of(0.5, 0.01)), () -> "xxxx");
        assertThat(one.enough()).as("it stays found").isTrue();
        assertThat(asked).containsExactly(2, 3);
    }

    @Test
    void anImageWithFewerFieldsHasItsFirstForTheOthers() {
        Grid grid = Grid.of(1, 1);
        List<List<KeptFields>> perImage = List.of(List.of(shade(1), shade(2)), List.of(shade(3)), List.of());
        List<float[]> joined = new ArrayList<>();
        ImageBatch images = new ImageBatch(new float[3], 3, grid);
        WorstTrials.joined(images, perImage, 9).forEach(fields -> joined.add(fields.intensity()));
        assertThat(joined).containsExactly(new float[] {1, 3, 0}, new float[] {2, 3, 0});
        assertThat(WorstTrials.joined(images, perImage, 1)).hasSize(1);
        assertThat(WorstTrials.joined(images, List.of(List.of(), List.of(), List.of()), 5))
                .singleElement()
                .satisfies(none -> assertThat(none.intensity()).containsOnly(0));
    }

    private static KeptFields shade(float value) {
        return KeptFields.of(new Perturbation(new float[2], new float[] {value}, 1, Grid.of(1, 1)));
    }
}
