package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How it meets a user's project is tested by the projects in {@code src/duress-acceptance/src/it}. */
class JUnitVersionTest {
    @ParameterizedTest
    @ValueSource(strings = {"5.12", "5.12.0-M1", "5.12.2", "5.14.4", "6.0.0", "6.1.3", "10.2", "development"})
    @NullSource
    void whatIsNewEnoughOrUnknownMayGoOn(String version) {
        assertThat(JUnitVersion.whyNot(version)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.11.4", "5.9.0-RC1", "4.13", "5.2"})
    void whatIsOlderIsOneSentence(String version) {
        assertThat(JUnitVersion.whyNot(version))
                .hasValue("Duress needs JUnit 5.12 or newer; " + version + " is on the class path: set the version of"
                        + " org.junit:junit-bom, or of your JUnit dependencies");
    }

    @Test
    void theBuildsOwnHasSessionStores() {
        assertThat(JUnitVersion.hasSessionStores()).isTrue();
    }
}
