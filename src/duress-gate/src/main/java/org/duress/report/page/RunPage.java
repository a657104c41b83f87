package org.duress.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.duress.report.ReportFiles;
import org.duress.report.SummaryTable;
import org.duress.report.Tag;

/**
 * A run as one page, {@value #FILE} in the folder of the reports: pictures are in it, and it asks no network for
 * anything, which it forbids itself too. A later run in the same folder replaces it.
 */
public final class RunPage {
    /** In the folder of the reports. */
    public static final String FILE = "index.html";

    /** For the pictures of all specs together; base64 adds a third. */
    static final long MOST_BYTES = 12L << 20;

    private static final String CONTENTS = "specs";
    private static final String STYLE = resource("page.css");
    private static final String SCRIPT = resource("page.js");

    private RunPage() {}

    /**
     * Writes the page of a run.
     *
     * @param specs in the order to show
     * @param reports folder with what the reporters wrote
     * @throws org.duress.EnvironmentException if it cannot be written
     */
    public static void write(List<? extends SummaryTable.Entry> specs, Path reports) {
        ReportFiles.write(reports.resolve(FILE), html(specs, reports, MOST_BYTES));
    }

    /**
     * The page.
     *
     * @param most bytes of the pictures in it
     */
    static String html(List<? extends SummaryTable.Entry> specs, Path reports, long most) {
        // Which they are is in the list.
        String conclusion = specs.size() > 1 ? SummaryTable.count(specs) : SummaryTable.conclusion(specs);
        long judged =
                specs.stream().filter(SummaryTable.Judged.class::isInstance).count();
        Tag main = Tag.of("main").with("id", "main");
        for (int i = 0; i < specs.size(); i++) {
            Tag part = SpecPart.of(specs.get(i), i + 1, reports, most / Math.max(1, judged));
            if (specs.size() > 1) {
                part.add(Tag.of("p").add(Tag.of("a", "All specs").with("href", "#" + CONTENTS)));
            }
            main.add(part);
        }
        Tag header = Tag.of("header").add(Tag.of("h1", "Robustness: " + conclusion));
        if (specs.size() > 1) {
            header.add(contents(specs));
        }
        Tag html = Tag.of("html")
                .with("lang", "en")
                .add(
                        head(conclusion),
                        Tag.of("body").add(header, main, footer()).add(Tag.of("script", SCRIPT)));
        return "<!doctype html>\n" + html.html() + "\n";
    }

    private static Tag head(String conclusion) {
        return Tag.of("head")
                .add(
                        Tag.of("meta").with("charset", "utf-8"),
                        Tag.of("meta")
                                .with("http-equiv", "Content-Security-Policy")
                                .with(
                                        "content",
                                        "default-src 'none'; img-src data:; style-src " + hash(STYLE)
                                                + "; script-src " + hash(SCRIPT)
                                                + "; base-uri 'none'; form-action 'none'"),
                        Tag.of("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"),
                        Tag.of("meta").with("name", "color-scheme").with("content", "light dark"),
                        Tag.of("title", "Robustness: " + conclusion),
                        Tag.of("style", STYLE));
    }

    private static Tag contents(List<? extends SummaryTable.Entry> specs) {
        return Tag.of("nav")
                .with("id", CONTENTS)
                .with("aria-label", "specs")
                .add(Tag.of("ol")
                        .with("class", "contents")
                        .add(IntStream.range(0, specs.size()).mapToObj(i -> item(specs.get(i), i + 1))));
    }

    private static Tag item(SummaryTable.Entry spec, int number) {
        return Tag.of("li")
                .with("class", spec.asExpected() ? "quiet" : "surprise")
                .add(
                        SpecPart.badge(spec),
                        Tag.of("a", spec.name()).with("href", "#" + SpecPart.id(number)),
                        Tag.of("span", SpecPart.expected(spec)).with("class", "expected"));
    }

    private static Tag footer() {
        return Tag.of("footer")
                .add(Tag.of(
                        "p",
                        "Written by Duress. It is no medical device, and no part of a certification by itself. The"
                                + " pictures show images of the judged subjects: treat this page as you treat the"
                                + " data."));
    }

    /** What the policy lets run, and nothing else. */
    private static String hash(String code) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = RunPage.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " is part of the archive", e);
        }
    }
}
