package org.duress.consumer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A user's project, made from README.md and docs/quick-start.md: what the scripts below {@code it} call. */
public final class ConsumerProject {
    private static final Pattern TESTS = Pattern.compile("<testsuite [^>]*\\btests=\"(\\d+)\"");

    private static final Pattern GRADLE = Pattern.compile("(?m)^Gradle (\\d+)\\.");

    private final Path folder;

    private ConsumerProject(Path folder) {
        this.folder = folder;
    }

    /** A project that is there. */
    public static ConsumerProject in(File folder) {
        return new ConsumerProject(folder.toPath());
    }

    /** Writes what README and the quick start have their reader write. */
    public static ConsumerProject pasted(File readme, File folder) throws IOException {
        ConsumerProject project = in(folder);
        for (Map.Entry<String, String> file :
                Readme.read(readme.toPath()).quickStart().entrySet()) {
            Path path = project.folder.resolve(file.getKey());
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, file.getValue());
        }
        return project;
    }

    /** How many tests Surefire says it ran. */
    public int testsRun() throws IOException {
        Path reports = folder.resolve("target/surefire-reports");
        if (!Files.isDirectory(reports)) {
            return 0;
        }
        int tests = 0;
        try (Stream<Path> files = Files.list(reports)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".xml")).toList()) {
                tests += TESTS.matcher(Files.readString(file))
                        .results()
                        .map(match -> match.group(1))
                        .mapToInt(Integer::parseInt)
                        .sum();
            }
        }
        return tests;
    }

    /** What Maven and the tests printed. */
    public String log() throws IOException {
        return Files.readString(folder.resolve("build.log"));
    }

    /** What is on the console, while tests run, that neither Maven nor Duress says. */
    public List<String> noise() throws IOException {
        String log = log().replaceAll("\u001b\\[[0-9;]*m", "");
        String tests = log.substring(log.indexOf("T E S T S"), log.indexOf("[INFO] Results:"));
        String duress = "(?ms)^\\[duress\\].*?$|^spec  .*?^\\d+ specs?, every verdict as expected$"
                + "|^[^\\n]*: PASS: [^\\n]*; it is no proof that no perturbation can$";
        String maven = "(?m)^\\[(INFO|WARNING|ERROR)\\].*$|^T E S T S$";
        return tests.replaceAll(duress, "")
                .replaceAll(maven, "")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /**
     * Lets Maven, when it is run in this folder, use the local repository of the projects below {@code it}, and take
     * from the ordinary one what that has.
     */
    public void useRepositories(File settings, File local, String ordinary) throws IOException {
        Path folders = Files.createDirectories(folder.resolve(".mvn"));
        Path filled = folders.resolve("settings.xml");
        Files.writeString(
                filled,
                Files.readString(settings.toPath())
                        .replace(
                                "@localRepositoryUrl@",
                                Path.of(ordinary).toUri().toString()));
        Files.writeString(
                folders.resolve("maven.config"), "-B\n-s\n" + filled + "\n-Dmaven.repo.local=" + local + "\n");
    }

    /** Runs the command of README or docs/ that has this word in it, as a reader pastes it. */
    public void run(File readme, String word) throws IOException, InterruptedException {
        shell(Readme.read(readme.toPath()).command(word), word.replace('/', '-'));
    }

    /** The major version of the Gradle on the path, 0 without one. */
    public static int gradle() throws IOException, InterruptedException {
        Path said = Files.createTempFile("gradle", ".txt");
        try {
            new ProcessBuilder("bash", "-c", "gradle --version")
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start()
                    .waitFor();
            Matcher version = GRADLE.matcher(Files.readString(said));
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } finally {
            Files.delete(said);
        }
    }

    /** Tests the project with Gradle, which takes Duress from a local repository of Maven. */
    public void testWithGradle(File local) throws IOException, InterruptedException {
        shell("gradle --no-daemon --console=plain -Dmaven.repo.local=" + local + " test", "gradle");
    }

    private void shell(String command, String name) throws IOException, InterruptedException {
        Path output = Files.createDirectories(folder.resolve("target")).resolve(name + ".log");
        Process process = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new AssertionError(
                    "a command of README or docs/ failed: " + command + "\n" + Files.readString(output));
        }
    }

    /** Files below a folder of the project whose name ends so. */
    public List<String> files(String below, String end) throws IOException {
        Path start = folder.resolve(below);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start)) {
            return files.map(file -> start.relativize(file).toString().replace(File.separatorChar, '/'))
                    .filter(name -> name.endsWith(end))
                    .sorted()
                    .toList();
        }
    }
}
