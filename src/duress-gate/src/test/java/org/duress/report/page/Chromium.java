package org.duress.report.page;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A browser without a screen, where this machine has one.
 *
 * @param program its file
 */
record Chromium(Path program) {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    /** It makes no calls of its own. */
    private static final List<String> QUIET = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--hide-scrollbars");

    private static final List<String> DARK = List.of("--force-dark-mode", "--blink-settings=preferredColorScheme=0");

    /** Of the page's clock, which runs as fast as it can. */
    private static final int BUDGET_MS = 30_000;

    private static final int PATIENCE_SECONDS = 120;

    /** The first on the path. */
    static Optional<Chromium> found() {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Chromium::new);
    }

    /**
     * What a page has become once its scripts have run.
     *
     * @param scratch an empty folder
     */
    String dom(Path page, boolean dark, int width, Path scratch) throws IOException, InterruptedException {
        Path out = scratch.resolve("dom.html");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(QUIET);
        command.addAll(dark ? DARK : List.of());
        Stream.of(
                        "--user-data-dir=" + scratch.resolve("profile"),
                        "--window-size=" + width + ",900",
                        "--virtual-time-budget=" + BUDGET_MS,
                        "--dump-dom",
                        page.toUri().toString())
                .forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(scratch.resolve("errors.txt").toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(program + " did not end within " + PATIENCE_SECONDS + " s");
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }
}
