package org.duress.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.duress.spec.DuressProperties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Reports, store and counterexamples of a test class in a folder of its own, named by their properties. */
final class OwnFolders implements BeforeAllCallback, AfterAllCallback {
    private static final List<String> NAMES =
            List.of(DuressProperties.REPORTS, DuressProperties.STORE, DuressProperties.COUNTEREXAMPLES);

    private final Supplier<Path> folder;
    private final Map<String, @Nullable String> before = new HashMap<>();

    OwnFolders(Supplier<Path> folder) {
        this.folder = folder;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        NAMES.forEach(name -> before.put(
                name, System.setProperty(name, folder.get().resolve(name).toString())));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }
}
