package org.duress.junit;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/**
 * One run of a test method.
 *
 * @param name shown by JUnit; the name of the spec
 * @param assignment says what to judge once there is an instance of the test class
 */
record RobustnessInvocation(String name, Function<ExtensionContext, Assignment> assignment)
        implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int invocationIndex) {
        return name;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(new GateInterceptor(name, assignment));
    }
}
