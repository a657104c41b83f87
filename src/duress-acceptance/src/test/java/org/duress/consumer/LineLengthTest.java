package org.duress.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of code and prose are at most 120 columns wide. */
class LineLengthTest {
    private static final int WIDTH = 120;
    private static final Pattern READ = Pattern.compile(".*\\.(java|md|py|sh|yaml)");
    /** What others wrote, or a run makes. */
    private static final Set<String> OTHERS = Set.of("resources", "target", "reports");

    @TempDir
    Path folder;

    @Test
    void noLineIsWider() throws IOException {
        assertThat(wide(Checkout.root())).isEmpty();
    }

    @Test
    void widerLinesAreFoundWhereverTheyAreOurs() throws IOException {
        String fits = "x".repeat(WIDTH - 1) + "é";
        for (String name : List.of("README.md", "src/a/A.java", "src/main/resources/B.md", "target/C.md", "D.csv")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, fits + "\n" + fits + "x\n");
        }

        assertThat(wide(folder)).containsExactlyInAnyOrder("README.md:2 (121)", "src/a/A.java:2 (121)");
    }

    private static List<String> wide(Path root) throws IOException {
        List<String> wide = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> READ.matcher(path.toString()).matches())
                    .filter(path -> ours(root.relativize(path)))
                    .toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    int length = lines.get(i).codePointCount(0, lines.get(i).length());
                    if (length > WIDTH) {
                        wide.add(root.relativize(file) + ":" + (i + 1) + " (" + length + ")");
                    }
                }
            }
        }
        return wide;
    }

    private static boolean ours(Path file) {
        for (Path part : file.getParent() == null ? Path.of("") : file.getParent()) {
            if (OTHERS.contains(part.toString()) || part.toString().matches("\\..+")) {
                return false;
            }
        }
        return true;
    }
}
