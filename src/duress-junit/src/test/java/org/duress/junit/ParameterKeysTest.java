package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.ServiceLoader;
import org.duress.DuressException;
import org.duress.spec.CohortFormat;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class ParameterKeysTest {
    static class Plain {
        @AdversarialRobustness(
                model = @ModelUnderTest(path = "unet.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void withstands() {}
    }

    @Test
    void aMistypedConfigurationParameterIsFound() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            assertThat(Objects.requireNonNull(failureWith("duress.attack.stesp", "3")))
                    .isInstanceOf(DuressException.class)
                    .hasMessage(
                            "JUnit configuration parameter duress.attack.stesp: unknown key 'stesp' in 'attack'; did"
                                    + " you"
                                    + " mean 'steps'?");
            assertThat(gate.assignments).isEmpty();
        }
    }

    @Test
    void jUnitFindsTheListener() {
        assertThat(ServiceLoader.load(LauncherSessionListener.class).stream().map(ServiceLoader.Provider::type))
                .contains(ParameterKeys.class);
    }

    private static Throwable failureWith(String key, String value) {
        LauncherConfig config = LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .addLauncherSessionListeners(new ParameterKeys())
                .build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        try (LauncherSession session = LauncherFactory.openSession(config)) {
            session.getLauncher()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectClass(Plain.class))
                                    .configurationParameter(key, value)
                                    .build(),
                            summary);
        }
        return summary.getSummary().getFailures().get(0).getException();
    }
}
