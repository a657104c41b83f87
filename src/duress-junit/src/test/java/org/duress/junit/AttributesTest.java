package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.duress.spec.CohortFormat;
import org.duress.spec.ModelSpec;
import org.duress.spec.SpecKeys;
import org.duress.spec.key.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An attribute that is not set leaves its key to the key's default, so it must not show another one. */
class AttributesTest {
    @ParameterizedTest
    @CsvSource({
        "org.duress.junit.AdversarialRobustness, ''",
        "org.duress.junit.AdversarialRobustness, attack",
        "org.duress.junit.AdversarialRobustness, budget",
        "org.duress.junit.AdversarialRobustness, gate",
        "org.duress.junit.CohortSource, cohort",
        "org.duress.junit.ModelUnderTest, model"
    })
    void theDefaultOfAnAttributeIsThatOfItsKeyOrNone(Class<? extends Annotation> type, String block) {
        List<Key<?, ?>> keys = SpecKeys.of(block).stream()
                .filter(key -> Attributes.attribute(type, key).isPresent())
                // What an annotation takes where nothing is said is written by AnnotatedSpec.
                .filter(key -> key != ModelSpec.FORMAT)
                .toList();
        assertThat(keys).isNotEmpty().allSatisfy(key -> {
            Object shown =
                    Attributes.attribute(type, key).map(Method::getDefaultValue).orElseThrow();
            Object value = shown.getClass().isArray() ? Attributes.items(shown) : shown;
            assertThat(saysNothing(key, value) || Key.written(value).equals(key.defaultWords()))
                    .as("%s shows %s, but %s has %s", type.getSimpleName(), value, key, key.defaultWords())
                    .isTrue();
        });
    }

    /** What is empty, or what the key would refuse. */
    private static boolean saysNothing(Key<?, ?> key, Object value) {
        return Stream.of("", List.of(), Double.NaN, CohortFormat.GIVEN).anyMatch(value::equals)
                || (value instanceof Integer && refused(key, String.valueOf(value)));
    }

    private static boolean refused(Key<?, ?> key, String value) {
        try {
            key.parse(value);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    @Test
    void everyAttributeThatIsNoKeyIsKnown() {
        assertThat(notKeys(ModelUnderTest.class, "model")).isEmpty();
        assertThat(notKeys(CohortSource.class, "cohort")).containsExactly("attackerShare");
    }

    private static List<String> notKeys(Class<? extends Annotation> type, String block) {
        List<String> keys = SpecKeys.of(block).stream()
                .flatMap(key -> Attributes.attribute(type, key).stream())
                .map(Method::getName)
                .toList();
        return Stream.of(type.getDeclaredMethods())
                .map(Method::getName)
                .filter(name -> !keys.contains(name))
                .toList();
    }
}
