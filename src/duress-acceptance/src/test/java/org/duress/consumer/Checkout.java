package org.duress.consumer;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where README.md, docs/ and src/ are: the working folder of a test, or one above it. */
final class Checkout {
    private Checkout() {}

    static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("README.md")) && Files.isDirectory(folder.resolve("docs"))) {
                return folder;
            }
        }
        throw new AssertionError(
                "no folder with README.md and docs/ at or above " + Path.of("").toAbsolutePath());
    }
}
