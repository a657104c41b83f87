package org.duress.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.duress.DuressException;

/**
 * Trains a text, so that the store can be tested without a network. Training leaves a checkpoint in the work folder.
 */
class TextRecipe implements Recipe<String> {
    static final String CONTENT = "an attacker, complete";

    final AtomicInteger trainings = new AtomicInteger();

    @Override
    public String kind() {
        return "attacker";
    }

    @Override
    public String train(Path work) {
        trainings.incrementAndGet();
        try {
            Files.createDirectories(work.resolve("steps"));
            Files.writeString(work.resolve("steps/checkpoint"), "step 100");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return CONTENT;
    }

    @Override
    public void save(String attacker, Path file) {
        try {
            Files.writeString(file, attacker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String load(Path file) {
        try {
            String text = Files.readString(file);
            if (!text.startsWith("an attacker")) {
                throw new DuressException("'" + file.getFileName() + "' is no attacker");
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
