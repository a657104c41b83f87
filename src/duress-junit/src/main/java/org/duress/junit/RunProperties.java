package org.duress.junit;

import java.util.Optional;
import java.util.Set;
import org.duress.EnvironmentException;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The properties of a run: JUnit configuration parameters, and system properties over them. */
final class RunProperties {
    private RunProperties() {}

    /**
     * Reads them; whatever Duress does in a test begins here.
     *
     * @throws EnvironmentException if JUnit is older than Duress needs
     */
    static PropertyLayers of(ExtensionContext context) {
        JUnitVersion.check();
        Set<String> keys = RunKeys.current();
        // JUnit looks at system properties too; they have a layer, and a name in messages, of their own.
        PropertyLayer parameters = new PropertyLayer(
                "JUnit configuration parameter",
                key -> System.getProperty(key) == null ? context.getConfigurationParameter(key) : Optional.empty(),
                keys);
        return PropertyLayers.of(parameters, PropertyLayer.system());
    }
}
