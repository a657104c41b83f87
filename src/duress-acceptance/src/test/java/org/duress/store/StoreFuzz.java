package org.duress.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duress.DuressException;

/** Counterexamples, for mutants. */
public final class StoreFuzz {
    private static final String SPEC = "spec";

    private StoreFuzz() {}

    /** Small counterexamples. */
    public static List<byte[]> counterexamples() throws IOException {
        Path file = Files.createTempFile("fuzz", ".npz");
        CounterexampleFile.write(file, CounterexampleFolderTest.example(SPEC, "s1", "0", 1));
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return List.of(bytes);
    }

    /** Reads a folder of this one, as a run does; what is damaged is set aside, which counts as refused. */
    public static void open(Path file) throws IOException {
        Path folder = Files.createDirectories(file.resolveSibling(SPEC).resolve("s1"));
        Files.move(file, folder.resolve("0.npz"));
        List<String> notices = new ArrayList<>();
        List<Counterexample> read =
                new CounterexampleFolder(file.toAbsolutePath().resolveSibling(""), notices::add).read(SPEC);
        if (read.size() + notices.size() != 1) {
            throw new IllegalStateException("read " + read + " and said " + notices);
        }
        if (read.isEmpty()) {
            throw new DuressException(notices.get(0));
        }
    }
}
