package org.duress.consumer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** README.md as a reader pastes from it. */
record Readme(String text) {
    private static final Pattern BLOCK = Pattern.compile("(?m)^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("`([\\w./-]+\\.(?:xml|java|yaml))`");
    private static final Pattern SECTION = Pattern.compile("(?m)^## (.*)$");

    /**
     * What stands between two fences.
     *
     * @param section heading of the section it stands in
     * @param language empty for commands
     * @param file the one that the paragraph above names last
     */
    record Block(String section, String language, String text, Optional<String> file) {}

    static Readme read(Path file) throws IOException {
        return new Readme(Files.readString(file));
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String before = text.substring(0, block.start()).stripTrailing();
            String paragraph = before.substring(before.lastIndexOf("\n\n") + 1);
            blocks.add(
                    new Block(last(SECTION, before).orElse(""), block.group(1), block.group(2), last(FILE, paragraph)));
        }
        return blocks;
    }

    /** The files that the quick start has its reader write, by path. */
    Map<String, String> quickStart() {
        Map<String, String> files = new LinkedHashMap<>();
        blocks().stream()
                .filter(block -> block.section().startsWith("Quick start"))
                .forEach(block -> block.file().ifPresent(file -> files.put(file, block.text())));
        return files;
    }

    /** The one command line that has a word in it; lines that end in a backslash go on. */
    String command(String word) {
        List<String> lines = blocks().stream()
                .filter(block -> block.language().isEmpty())
                .flatMap(block -> block.text().replaceAll("\\\\\n\\s*", "").lines())
                .filter(line -> line.contains(word))
                .toList();
        if (lines.size() != 1) {
            throw new AssertionError("README.md has " + lines.size() + " commands with '" + word + "': " + lines);
        }
        return lines.get(0);
    }

    private static Optional<String> last(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).reduce((first, second) -> second);
    }
}
