package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.prepare.Contenders;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.Opaque;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.result.Evidence;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.VaeGanSettings;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContendersTest {
    private static final AttackSpec SPEC =
            new AttackSpec(2, EnumSet.allOf(FieldKind.class), 600, 8, 4, 7, VaeGanSettings.defaults());

    @TempDir
    Path store;

    @Test
    void whatIsTriedSuitsTheModel() {
        DifferentiableModel open = new BandModel(2);
        assertThat(Contenders.of(SPEC, open))
                .containsExactly(
                        Contender.VAEGAN, Contender.GRADIENT, Contender.BUMPS, Contender.QUERY, Contender.UNIVERSAL);
        assertThat(Contenders.of(SPEC, new Opaque(open)))
                .containsExactly(Contender.SUBSTITUTE, Contender.BUMPS, Contender.QUERY, Contender.UNIVERSAL);
        Set<Contender> named = EnumSet.of(Contender.VAEGAN, Contender.QUERY);
        assertThat(Contenders.of(SPEC.with(named), open)).isEqualTo(named);
    }

    @Test
    void anAttackThatNeedsGradientsIsRefusedWhereThereAreNone() {
        assertThatThrownBy(() -> Contenders.of(SPEC.with(EnumSet.allOf(Contender.class)), new Opaque(new BandModel(2))))
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "attack.contenders names vaegan, which needs a model that gives gradients, and this one does"
                                + " not; use substitute, bumps and query, or remove attack.contenders");
    }

    @Test
    void tooFewQueriesForASubjectAreRefusedWithTheNumberThatWillDo() {
        AttackTask task = new AttackTask(
                SPEC.with(EnumSet.of(Contender.QUERY)),
                BudgetSpec.defaults(),
                new ImageBatch(new float[64], 1, Grid.of(8, 8)),
                72);
        CountingModel model = new CountingModel(new Opaque(new BandModel(2)));
        // 3 clean images, 4 random and 4 scaled ones, 2 that were found, and 16 questions, for each of 72 slices: 29.
        // 2000 / 72 is 27.
        assertThatThrownBy(() -> new Contenders(store).prepare(task, model, GateListener.SILENT))
                .isInstanceOf(DuressException.class)
                .hasMessage("attack.queries of 2000 leaves 14 questions for each of the 72 slices of a gate subject;"
                        + " raise it to 2088 or more, or remove query from attack.contenders");
    }

    @Test
    void aModelWithoutGradientsIsAttackedWithinItsQueriesAndTheSameTwice() {
        RobustnessSpec spec = SpecFiles.read(
                Path.of("src/duress-gate/src/test/resources/org/duress/gate/black-box.yaml"), PropertyLayers.of());
        Cohort cohort = Cohorts.open(spec.cohort());
        Evidence first = run(spec, cohort, store.resolve("a"));
        assertThat(first.contenders())
                .containsExactly(
                        Contender.RANDOM, Contender.SUBSTITUTE, Contender.BUMPS, Contender.QUERY, Contender.UNIVERSAL);
        assertThat(first.attacker().fromStore()).isFalse();
        int slices = cohort.subjects().get(0).slices().size();
        int attackers = first.attacker().subjects().size();
        assertThat(first.queries().training()).isEqualTo((long) attackers * slices * (1 + 2));
        assertThat(first.queries().mostPerSubject())
                .isLessThanOrEqualTo(spec.attack().queries())
                .isGreaterThan((int) (0.8 * spec.attack().queries()));
        assertThat(first.queries().gate())
                .isLessThanOrEqualTo(
                        first.gateSubjects().size() * first.queries().mostPerSubject());
        assertThat(first.substitute()).hasSize(4).allSatisfy(organ -> {
            assertThat(organ.clean()).isBetween(0.0, 1.0);
            assertThat(organ.attacked()).isBetween(0.0, 1.0);
        });
        assertThat(first.organs())
                .as("the attack is felt")
                .anySatisfy(organ -> assertThat(organ.relativeDrop()).isGreaterThan(0.1));

        Evidence again = run(spec, cohort, store.resolve("a"));
        assertThat(again.attacker().fromStore()).isTrue();
        assertThat(again.queries().training()).isZero();
        assertThat(again.organs()).isEqualTo(first.organs());
        Evidence anew = run(spec, cohort, store.resolve("b"));
        assertThat(anew.organs()).isEqualTo(first.organs());
        assertThat(anew.substitute()).isEqualTo(first.substitute());
    }

    private static Evidence run(RobustnessSpec spec, Cohort cohort, Path store) {
        try (SegmentationModel model = new Opaque(Models.open(spec.model()))) {
            return new RobustnessGate(() -> "cpu (test)", new Contenders(store))
                    .run(spec, model, cohort, GateListener.SILENT)
                    .result()
                    .evidence();
        }
    }
}
