package org.duress.junit;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFile;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs one invocation per spec file for {@link RobustnessSpecs}. */
final class RobustnessSpecsExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), RobustnessSpecs.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        PropertyLayers properties = RunProperties.of(context);
        Path folder = AnnotationSupport.findAnnotation(context.getTestMethod(), RobustnessSpecs.class)
                .map(RobustnessSpecs::value)
                .filter(value -> !value.isEmpty())
                .map(Path::of)
                .orElseGet(properties::specs);
        return files(folder, properties, context).stream()
                .map(file -> new RobustnessInvocation(file.label(), invocation -> Assignment.of(file.spec())));
    }

    /** A folder without any spec is broken as a whole, and stands in the table too. */
    private static List<SpecFile> files(Path folder, PropertyLayers properties, ExtensionContext context) {
        try {
            return SpecFiles.files(folder, properties);
        } catch (DuressException e) {
            RunStore.summary(context).add(context.getUniqueId(), folder.toString(), e);
            throw e;
        }
    }
}
