package org.duress.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A build in a process of its own, for {@link StoreProcessesTest}. Says on standard output what it does; where it says
 * TRAINING or HALF it waits for a line on standard input.
 */
final class StoreRacer {
    private StoreRacer() {}

    public static void main(String[] arguments) {
        boolean halfway = arguments[2].equals("halfway");
        AttackerStore store = new AttackerStore(Path.of(arguments[0]), line -> say("NOTICE " + line));
        Stored<String> stored = store.obtain(arguments[1], new TextRecipe() {
            @Override
            public String train(Path work) {
                String trained = super.train(work);
                if (!halfway) {
                    say("TRAINING");
                    awaitLine();
                }
                return trained;
            }

            @Override
            public void save(String attacker, Path file) {
                if (halfway) {
                    super.save(attacker.substring(0, attacker.length() / 2), file);
                    say("HALF");
                    awaitLine();
                }
                super.save(attacker, file);
            }
        });
        say(stored.fromStore() ? "LOADED " + stored.attacker() : "TRAINED " + stored.attacker());
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void awaitLine() {
        try {
            if (System.in.read() < 0) {
                throw new IllegalStateException("the test went away");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
