package org.duress.junit;

import java.util.stream.Collectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Notes which {@code duress.*} configuration parameters a run was given, so that a mistyped one is found: an extension
 * can only ask for the ones it knows. JUnit finds this class by itself; it is no part of the API.
 */
public final class ParameterKeys implements LauncherSessionListener {
    private static final String PREFIX = "duress.";

    /** For JUnit. */
    public ParameterKeys() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        session.getLauncher().registerTestExecutionListeners(new TestExecutionListener() {
            @Override
            public void testPlanExecutionStarted(TestPlan plan) {
                RunKeys.begin(plan.getConfigurationParameters().keySet().stream()
                        .filter(key -> key.startsWith(PREFIX))
                        .collect(Collectors.toUnmodifiableSet()));
            }

            @Override
            public void testPlanExecutionFinished(TestPlan plan) {
                RunKeys.end();
            }
        });
    }
}
