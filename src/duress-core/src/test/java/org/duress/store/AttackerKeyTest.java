package org.duress.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.duress.attack.vaegan.VaeGanTrainer;
import org.duress.spec.AttackSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.VaeGanSettings;
import org.junit.jupiter.api.Test;

class AttackerKeyTest {
    private static final VaeGanSettings SETTINGS = VaeGanSettings.defaults();
    private static final EnumSet<FieldKind> BOTH = EnumSet.allOf(FieldKind.class);
    private static final AttackSpec SPEC = new AttackSpec(2, BOTH, 600, 8, 4, 7, SETTINGS);

    @Test
    void theNumberOfSamplesDoesNotInfluenceTraining() {
        assertThat(key(new AttackSpec(2, BOTH, 600, 8, 1, 7, SETTINGS))).isEqualTo(key(SPEC));
    }

    @Test
    void everythingElseOfTheSpecDoes() {
        assertThat(List.of(
                        key(SPEC),
                        AttackerKey.of("other", "data", SPEC),
                        AttackerKey.of("model", "other", SPEC),
                        AttackerKey.of("model", "data", SPEC, VaeGanTrainer.VERSION + 1),
                        key(new AttackSpec(2.5, BOTH, 600, 8, 4, 7, SETTINGS)),
                        key(new AttackSpec(2, EnumSet.of(FieldKind.DEFORMATION), 600, 8, 4, 7, SETTINGS)),
                        key(new AttackSpec(2, EnumSet.of(FieldKind.INTENSITY), 600, 8, 4, 7, SETTINGS)),
                        key(new AttackSpec(2, BOTH, 601, 8, 4, 7, SETTINGS)),
                        key(new AttackSpec(2, BOTH, 600, 9, 4, 7, SETTINGS)),
                        key(new AttackSpec(2, BOTH, 600, 8, 4, 8, SETTINGS))))
                .doesNotHaveDuplicates();
    }

    @Test
    void everySettingOfTheVaeGanDoes() throws ReflectiveOperationException {
        RecordComponent[] components = VaeGanSettings.class.getRecordComponents();
        List<String> keys = new ArrayList<>(List.of(key(SPEC)));
        for (int i = 0; i < components.length; i++) {
            keys.add(key(new AttackSpec(2, BOTH, 600, 8, 4, 7, changed(components, i))));
        }
        assertThat(keys).hasSize(components.length + 1).doesNotHaveDuplicates();
    }

    private static VaeGanSettings changed(RecordComponent[] components, int which) throws ReflectiveOperationException {
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = components[i].getAccessor().invoke(SETTINGS);
        }
        Object old = values[which];
        if (old instanceof Double number) {
            values[which] = 0.5 * number + 0.01; // stays in every range
        } else if (old instanceof Integer number) {
            values[which] = number * 2;
        } else if (old instanceof Boolean flag) {
            values[which] = !flag;
        } else if (old instanceof Enum<?> constant) {
            values[which] = Arrays.stream(constant.getDeclaringClass().getEnumConstants())
                    .filter(other -> other != constant)
                    .findFirst()
                    .orElseThrow();
        } else {
            throw new IllegalStateException("teach this test to change a " + components[which].getType());
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<VaeGanSettings> constructor = VaeGanSettings.class.getDeclaredConstructor(types);
        return constructor.newInstance(values);
    }

    private static String key(AttackSpec spec) {
        return AttackerKey.of("model", "data", spec);
    }
}
