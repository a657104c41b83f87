package org.duress.junit;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.platform.engine.support.store.Namespace;
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
                Set<String> keys = plan.getConfigurationParameters().keySet().stream()
                        .filter(key -> key.startsWith(PREFIX))
                        .collect(Collectors.toUnmodifiableSet());
                session.getStore().put(Namespace.create(RunStore.NAMESPACE), ParameterKeys.class, new Keys(keys));
            }
        });
    }

    /** The keys of the run; empty where the launcher did not tell. */
    static Set<String> of(ExtensionContext context) {
        Keys keys = context.getStore(StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.create(RunStore.NAMESPACE))
                .get(ParameterKeys.class, Keys.class);
        return keys == null ? Set.of() : keys.names();
    }

    private record Keys(Set<String> names) {}
}
