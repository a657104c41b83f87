package org.duress.junit;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Runs one invocation for {@link AdversarialRobustness}. */
final class AdversarialRobustnessExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotatedSpec.isOn(context);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        AnnotatedSpec annotated = AnnotatedSpec.of(context);
        return Stream.of(new RobustnessInvocation(annotated.name(), annotated::assignment));
    }
}
