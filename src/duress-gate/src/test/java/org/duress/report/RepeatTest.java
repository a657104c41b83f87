package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class RepeatTest {
    private static Properties properties(String... pairs) {
        Properties properties = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.setProperty(pairs[i], pairs[i + 1]);
        }
        return properties;
    }

    @Test
    void aTestIsRepeatedWithThePropertiesOfDuressAlone() {
        assertThat(Repeat.maven(
                        "org.OrganTest",
                        "holds",
                        properties("duress.search", "full", "user.name", "ada", "duress.reports", "my reports")))
                .isEqualTo("mvn test -Dtest=org.OrganTest#holds '-Dduress.reports=my reports' -Dduress.search=full");
        assertThat(Repeat.maven("org.A$B", "c", properties())).isEqualTo("mvn test '-Dtest=org.A$B#c'");
    }

    @Test
    void aCommandLineIsRepeatedWithItsArguments() {
        assertThat(Repeat.duress(List.of("gate", "it's.yaml"), properties())).isEqualTo("duress gate 'it'\\''s.yaml'");
        assertThat(Repeat.duress(List.of("gate", "a.yaml"), properties("duress.search", "full")))
                .isEqualTo("JDK_JAVA_OPTIONS=-Dduress.search=full duress gate a.yaml");
    }
}
