package org.duress.attack.substitute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duress.base.OrganSets;
import org.duress.net.Network;

/** Untrained substitutes, for mutants. */
public final class SubstituteFuzz {
    private static final int CLASSES = 3;

    private SubstituteFuzz() {}

    /** A substitute as a store keeps it. */
    public static List<byte[]> substitutes() throws IOException {
        Path file = Files.createTempFile("fuzz", ".substitute");
        new Substitute(
                        Network.initialised(SubstituteTrainer.graph(2, 1, CLASSES), 1),
                        OrganSets.exclusive(CLASSES - 1),
                        5)
                .save(file);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return List.of(bytes);
    }

    /** Reads a substitute. */
    public static void load(Path file) {
        Substitute.load(file, OrganSets.exclusive(CLASSES - 1));
    }
}
