package org.duress.gate.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.duress.DuressException;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.attack.NamedAttack;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;
import org.duress.model.SegmentationModel;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;
import org.duress.spec.VaeGanSettings;
import org.duress.testkit.planted.TextureModel;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private static final Set<Contender> BOTH = EnumSet.of(Contender.BUMPS, Contender.QUERY);
    private static final NamedAttack READY =
            new NamedAttack(Contender.SUBSTITUTE, (images, samples, seed) -> List.of(Perturbation.none(images)), 4);

    /** Three organs. */
    private final SegmentationModel open = TextureModel.robust();

    private final SegmentationModel closed = new MadeUpModel() {
        @Override
        public List<String> organs() {
            return open.organs();
        }

        @Override
        public int classes() {
            return open.classes();
        }

        @Override
        public String fingerprint() {
            return "closed";
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            return open.probabilities(images);
        }
    };

    private static AttackTask task(int queries, int slices) {
        AttackSpec spec = new AttackSpec(2, EnumSet.allOf(FieldKind.class), 600, 8, 4, 7, VaeGanSettings.defaults());
        return new AttackTask(
                spec.with(AttackSpec.QUERIES, queries),
                BudgetSpec.defaults(),
                new ImageBatch(new float[64], 1, Grid.of(8, 8)),
                slices);
    }

    /**
     * Clean images: 2, and 1 for each search. Judged: 4 of the attack that is ready, 4 of each search, 4 random and,
     * for each of 3 organs, 4 scaled ones. So 32 are spent with both, 27 with one.
     */
    @Test
    void whatQueriesLeaveIsSharedWhereThereAreNoGradients() {
        assertThat(Questions.of(task(600, 6), closed, BOTH, List.of(READY))).isEqualTo(new Questions(34, 34));
        assertThat(Questions.of(task(6000, 6), closed, BOTH, List.of(READY)))
                .as("no more bumps than were asked for")
                .isEqualTo(new Questions(256, 712));
        assertThat(Questions.of(task(600, 6), closed, EnumSet.of(Contender.BUMPS), List.of(READY))
                        .bumps())
                .isEqualTo(73);
        assertThat(Questions.of(task(600, 6), closed, EnumSet.of(Contender.QUERY), List.of(READY)))
                .isEqualTo(new Questions(0, 73));
    }

    @Test
    void aModelWithGradientsHasAllItsBumpsAndEnoughQuestions() {
        assertThat(Questions.of(task(100, 6), open, BOTH, List.of(READY))).isEqualTo(new Questions(256, 64));
        assertThat(Questions.of(task(6000, 6), open, BOTH, List.of(READY))).isEqualTo(new Questions(256, 712));
    }

    @Test
    void tooFewForBothAreRefusedWithTheNumberThatWillDo() {
        assertThat(Questions.of(task(6 * 64, 6), closed, BOTH, List.of(READY))).isEqualTo(new Questions(16, 16));
        assertThatThrownBy(() -> Questions.of(task(6 * 64 - 1, 6), closed, BOTH, List.of(READY)))
                .isInstanceOf(DuressException.class)
                .hasMessage("attack.queries of 383 leaves 31 questions for each of the 6 slices of a gate subject;"
                        + " raise it to 384 or more, or remove bumps or query from attack.contenders");
        assertThatThrownBy(() -> Questions.of(task(60, 6), closed, EnumSet.of(Contender.BUMPS), List.of(READY)))
                .hasMessageEndingWith("raise it to 258 or more, or remove bumps from attack.contenders");
    }
}
