package org.duress.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.duress.spec.key.Key;
import org.duress.spec.key.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of keys: complete, and each value ends in the component that it is meant for. */
class SpecKeysTest {
    /** A record of settings with its keys and what makes it from their values. */
    private record Made<S extends Record>(List<Key<S, ?>> keys, Function<Values, S> maker) {
        @Override
        public String toString() {
            return keys.get(0).owner().getSimpleName();
        }
    }

    static Stream<Made<?>> records() {
        return Stream.of(
                new Made<>(AttackSpec.KEYS, AttackSpec::of),
                new Made<>(VaeGanSettings.KEYS, VaeGanSettings::of),
                new Made<>(SubstituteSettings.KEYS, SubstituteSettings::of),
                new Made<>(GradientSettings.KEYS, GradientSettings::of),
                new Made<>(BudgetSpec.KEYS, BudgetSpec::of),
                new Made<>(RealismSpec.KEYS, RealismSpec::of),
                new Made<>(GateSpec.KEYS, GateSpec::of),
                new Made<>(ReleaseSpec.KEYS, ReleaseSpec::of),
                new Made<>(CohortSpec.Phantoms.KEYS, CohortSpec.Phantoms::of));
    }

    /** What the maker mixes up, the compiler cannot see: most components have the type of their neighbours. */
    @ParameterizedTest
    @MethodSource("records")
    <S extends Record> void aValueChangesItsOwnComponentAlone(Made<S> made) {
        for (Key<S, ?> changed : made.keys()) {
            S settings = made.maker().apply(with(changed));
            for (Key<S, ?> key : made.keys()) {
                Object byDefault = key.byDefault().orElseThrow();
                assertThat((Object) key.of(settings))
                        .as("%s with another %s", key, changed)
                        .isEqualTo(key == changed ? other(key) : byDefault);
            }
        }
    }

    @SuppressWarnings("unchecked") // other keeps the type
    private static <T> Values with(Key<?, T> key) {
        return Values.DEFAULTS.with(key, (T) other(key));
    }

    private static Object other(Key<?, ?> key) {
        if (key == VaeGanSettings.CONTROL_SPACING) {
            // Control points are as far apart as latents already.
            return 2;
        }
        return key == GateSpec.SHIFTS
                ? Optional.of(new ShiftsSpec(2, OptionalDouble.of(0.5), Set.of()))
                : other(key.byDefault().orElseThrow());
    }

    /** Another value of the same type that stays in every range. */
    private static Object other(Object old) {
        if (old instanceof Double number) {
            return 0.5 * number + 0.01;
        } else if (old instanceof Integer number) {
            return number * 2;
        } else if (old instanceof Long number) {
            return number + 1;
        } else if (old instanceof OptionalDouble) {
            return OptionalDouble.of(0.5);
        } else if (old instanceof Optional<?>) {
            return Optional.of(Path.of("elsewhere"));
        } else if (old instanceof Set<?> some) {
            return some.isEmpty() ? EnumSet.of(Contender.QUERY) : EnumSet.of(FieldKind.INTENSITY);
        } else if (old instanceof Map<?, ?>) {
            return Map.of("liver", 0.1);
        } else if (old instanceof Enum<?> constant) {
            return Arrays.stream(constant.getDeclaringClass().getEnumConstants())
                    .filter(another -> another != constant)
                    .findFirst()
                    .orElseThrow();
        }
        throw new IllegalStateException("teach this test to change a " + old.getClass());
    }

    @ParameterizedTest
    @MethodSource("records")
    <S extends Record> void everyComponentIsAKeyOrSettingsItself(Made<S> made) {
        List<String> plain = plain(made.keys().get(0).owner()).toList();
        assertThat(made.keys()).doesNotHaveDuplicates().hasSameSizeAs(plain);
    }

    /** Of the record and of the parts that it is split into, which are its own. */
    private static Stream<String> plain(Class<?> settings) {
        return Arrays.stream(settings.getRecordComponents())
                .map(RecordComponent::getType)
                .filter(type -> !type.isRecord() || type.getDeclaringClass() == settings)
                .flatMap(type -> type.isRecord() ? plain(type) : Stream.of(type.getSimpleName()));
    }

    @Test
    void everyKeyHasANameOfItsOwnAndAMeaning() {
        assertThat(SpecKeys.ALL).extracting(Key::name).doesNotHaveDuplicates();
        assertThat(SpecKeys.ALL).allSatisfy(key -> {
            assertThat(key.meaning()).isNotBlank().doesNotEndWith(".");
            assertThat(key.kind().words()).isNotBlank();
        });
    }

    @Test
    void everyDefaultIsInRange() {
        List<String> checked = new ArrayList<>();
        SpecKeys.ALL.forEach(key -> check(key, checked));
        assertThat(checked).hasSizeGreaterThan(60);
    }

    private static <T> void check(Key<?, T> key, List<String> checked) {
        key.byDefault().ifPresent(value -> {
            assertThat(key.require(value)).isEqualTo(value);
            checked.add(key.name());
        });
    }

    @Test
    void aValueFromCodeIsHeldToTheSameRange() {
        VaeGanSettings defaults = VaeGanSettings.defaults();
        assertThat(defaults.with(VaeGanSettings.LEARNING_RATE, 0.5)
                        .optimisation()
                        .learningRate())
                .isEqualTo(0.5);
        assertThatThrownBy(() -> defaults.with(VaeGanSettings.LEARNING_RATE, 0.0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("learningRate must be a number above 0, not 0.0");
        assertThatThrownBy(() -> defaults.with(VaeGanSettings.LATENT_STRIDE, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("controlSpacing must be at most latentStride (2), not 4");
    }
}
