package org.duress.consumer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * README.md and the pages of docs/, as a reader pastes from them.
 *
 * @param pages their text by their path, with slashes, relative to README's folder; README.md comes first
 */
record Readme(Map<String, String> pages) {
    static final String FRONT = "README.md";
    static final String QUICK_START = "docs/quick-start.md";

    private static final Pattern BLOCK = Pattern.compile("(?m)^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("`([\\w./-]+\\.(?:xml|java|yaml|kts))`");

    /**
     * What stands between two fences.
     *
     * @param page path of the page it stands in
     * @param language empty for commands
     * @param file the one that the paragraph above names last
     */
    record Block(String page, String language, String text, Optional<String> file) {}

    static Readme read(Path readme) throws IOException {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put(FRONT, Files.readString(readme));
        try (Stream<Path> docs = Files.list(readme.resolveSibling("docs"))) {
            for (Path page : docs.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                pages.put("docs/" + page.getFileName(), Files.readString(page));
            }
        }
        return new Readme(pages);
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        pages.forEach((page, text) -> {
            Matcher block = BLOCK.matcher(text);
            while (block.find()) {
                String before = text.substring(0, block.start()).stripTrailing();
                String paragraph = before.substring(before.lastIndexOf("\n\n") + 1);
                blocks.add(new Block(page, block.group(1), block.group(2), lastFile(paragraph)));
            }
        });
        return blocks;
    }

    /** The files that README and the quick start have their reader write, by path. */
    Map<String, String> quickStart() {
        Map<String, String> files = new LinkedHashMap<>();
        blocks().stream()
                .filter(block -> Set.of(FRONT, QUICK_START).contains(block.page()))
                .filter(block -> !block.language().isEmpty())
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
            throw new AssertionError(
                    "README.md and docs/ have " + lines.size() + " commands with '" + word + "': " + lines);
        }
        return lines.get(0);
    }

    private static Optional<String> lastFile(String text) {
        return FILE.matcher(text).results().map(match -> match.group(1)).reduce((first, second) -> second);
    }
}
