package org.duress.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.duress.attack.vaegan.VaeGanTrainer;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;
import org.duress.spec.IntensityFields;
import org.duress.spec.SpecKeys;
import org.duress.spec.VaeGanSettings;
import org.duress.spec.key.Key;
import org.duress.spec.key.Trained;
import org.junit.jupiter.api.Test;

class AttackerKeyTest {
    private static final VaeGanSettings SETTINGS = VaeGanSettings.defaults().with(VaeGanSettings.LATENT_STRIDE, 8);
    private static final EnumSet<FieldKind> BOTH = EnumSet.allOf(FieldKind.class);
    private static final BudgetSpec BUDGET = new BudgetSpec(0.1, 5, 0, 0.25, 0.25, 0.5);
    private static final AttackSpec SPEC = new AttackSpec(2, BOTH, 600, 8, 4, 7, SETTINGS);

    /** Written down once, by an earlier build: what it stored must be found. */
    @Test
    void keysStayTheSame() {
        assertThat(AttackerKey.of("model", "data", SPEC, BUDGET, 1))
                .isEqualTo("65ce565930024084eecd2d79c4687ce29fcf777072832623ded80b70db4e382f");
        assertThat(AttackerKey.ofSubstitute("model", "data", SPEC, 1))
                .isEqualTo("95533fc70eca7e86ecf08495163bb373ec312ad26d873c374f8c25dd32ce65b4");
    }

    /** It came later: of its default nothing is in the key. */
    @Test
    void whetherChannelsShareAVIsInTheKeyOnlyWhereTheyDo() {
        assertThat(key(SPEC.with(AttackSpec.INTENSITY, IntensityFields.OWN))).isEqualTo(key(SPEC));
        assertThat(key(SPEC.with(AttackSpec.INTENSITY, IntensityFields.SHARED))).isNotEqualTo(key(SPEC));
    }

    /** It came later too. */
    @Test
    void howFarControlPointsAreApartIsInTheKeyOnlyInMillimetres() {
        assertThat(key(SPEC.with(AttackSpec.CONTROL_SPACING_MM, OptionalDouble.empty())))
                .isEqualTo(key(SPEC));
        assertThat(key(SPEC.with(AttackSpec.CONTROL_SPACING_MM, OptionalDouble.of(12.5))))
                .isNotEqualTo(key(SPEC));
    }

    /** Of each key the table says whether it influences training; the key of what is trained must agree. */
    @Test
    void whatInfluencesTrainingIsInTheKey() {
        for (Key<?, ?> key : SpecKeys.of("attack")) {
            AttackSpec other = changed(key);
            assertThat(key(other).equals(key(SPEC)))
                    .as("%s trains the attacker", key)
                    .isNotEqualTo(key.part(Trained.ATTACKER).isPresent());
            assertThat(substitute(other).equals(substitute(SPEC)))
                    .as("%s trains a substitute", key)
                    .isNotEqualTo(key.part(Trained.SUBSTITUTE).isPresent());
        }
    }

    @Test
    void theNumberOfSamplesDoesNotInfluenceTraining() {
        assertThat(key(new AttackSpec(2, BOTH, 600, 8, 1, 7, SETTINGS))).isEqualTo(key(SPEC));
    }

    @Test
    void everythingElseOfTheSpecDoes() {
        assertThat(List.of(
                        key(SPEC),
                        AttackerKey.of("other", "data", SPEC, BUDGET),
                        AttackerKey.of("model", "other", SPEC, BUDGET),
                        AttackerKey.of("model", "data", SPEC, BUDGET, VaeGanTrainer.VERSION + 1),
                        key(new AttackSpec(2.5, BOTH, 600, 8, 4, 7, SETTINGS)),
                        key(new AttackSpec(2, EnumSet.of(FieldKind.DEFORMATION), 600, 8, 4, 7, SETTINGS)),
                        key(new AttackSpec(2, EnumSet.of(FieldKind.INTENSITY), 600, 8, 4, 7, SETTINGS)),
                        key(new AttackSpec(2, BOTH, 601, 8, 4, 7, SETTINGS)),
                        key(new AttackSpec(2, BOTH, 600, 9, 4, 7, SETTINGS)),
                        key(new AttackSpec(2, BOTH, 600, 8, 4, 8, SETTINGS))))
                .doesNotHaveDuplicates();
    }

    @Test
    void everySettingOfTheVaeGanDoes() {
        List<String> keys = new ArrayList<>(List.of(key(SPEC)));
        VaeGanSettings.KEYS.forEach(key -> keys.add(key(changed(key))));
        assertThat(keys).hasSize(VaeGanSettings.KEYS.size() + 1).doesNotHaveDuplicates();
    }

    /** What an attacker is held to in training, p aside: one serves every p. */
    @Test
    void whatTheBudgetSaysOfFieldsTrainsAnAttackerOfTheBudgetAlone() {
        AttackSpec paper = SPEC.with(VaeGanSettings.TRAINING, AttackerTraining.PAPER);
        for (Key<BudgetSpec, ?> key : BudgetSpec.KEYS) {
            BudgetSpec other = changed(BUDGET, key);
            assertThat(AttackerKey.of("model", "data", SPEC, other).equals(key(SPEC)))
                    .as("%s trains", key)
                    .isEqualTo(key == BudgetSpec.PERCEPTIBILITY);
            assertThat(AttackerKey.of("model", "data", paper, other)).isEqualTo(key(paper));
        }
    }

    private static <T> BudgetSpec changed(BudgetSpec budget, Key<BudgetSpec, T> key) {
        return budget.with(key, other(key.of(budget)));
    }

    /** The same with another value of one key, which stays in every range. */
    private static <T> AttackSpec changed(Key<?, T> key) {
        return SPEC.with(key, other(SPEC.values().get(key)));
    }

    @SuppressWarnings("unchecked") // each branch keeps the type
    private static <T> T other(T old) {
        if (old instanceof Double number) {
            return (T) (Double) (0.5 * number + 0.01);
        } else if (old instanceof Integer number) {
            return (T) (Integer) (number * 2);
        } else if (old instanceof Long number) {
            return (T) (Long) (number + 1);
        } else if (old instanceof Set<?> some) {
            return (T) (some.isEmpty() ? EnumSet.of(Contender.QUERY) : EnumSet.of(FieldKind.INTENSITY));
        } else if (old instanceof Enum<?> constant) {
            return (T) Arrays.stream(constant.getDeclaringClass().getEnumConstants())
                    .filter(another -> another != constant)
                    .findFirst()
                    .orElseThrow();
        }
        if (old instanceof OptionalDouble) {
            return (T) OptionalDouble.of(12.5);
        }
        throw new IllegalStateException("teach this test to change a " + old.getClass());
    }

    private static String substitute(AttackSpec spec) {
        return AttackerKey.ofSubstitute("model", "data", spec);
    }

    private static String key(AttackSpec spec) {
        return AttackerKey.of("model", "data", spec, BUDGET);
    }
}
