package org.duress.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duress.DuressException;
import org.duress.base.Limit;

/**
 * The worst cases of a spec, each clean and attacked in pictures of one size, as files of its folder; {@value #FILE}
 * says which they are. So whoever makes a page of a run needs no slice of it any more.
 *
 * @param cases worst first within an organ
 */
public record Gallery(List<Case> cases) {
    /** In the spec's folder. */
    public static final String FILE = "compare.json";

    /** What Duress writes itself is far below. */
    private static final long MOST = 4L << 20;

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Gallery NONE = new Gallery(List.of());

    /**
     * One worst case.
     *
     * @param title organ and slice
     * @param outcome what became of the organ, over all and here
     * @param pairs the same before and after, in different ways
     * @param links to more of it
     */
    public record Case(String organ, String title, String outcome, List<Pair> pairs, List<Link> links) {
        public Case {
            pairs = List.copyOf(pairs);
            links = List.copyOf(links);
        }
    }

    /**
     * Two pictures of one size.
     *
     * @param name what both show
     * @param width of each, in pixels
     * @param height of each, in pixels
     */
    public record Pair(String name, int width, int height, Picture clean, Picture attacked) {}

    /**
     * A picture.
     *
     * @param file in the spec's folder
     * @param alt what is to be seen, for who sees no pictures
     */
    public record Picture(String file, String alt) {}

    /**
     * A file beside the pictures.
     *
     * @param file in the spec's folder
     */
    public record Link(String name, String file) {}

    public Gallery {
        cases = List.copyOf(cases);
    }

    /** Writes it into a spec's folder. */
    void write(Path folder) {
        try {
            ReportFiles.write(
                    folder.resolve(FILE),
                    MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can always be written", e);
        }
    }

    /** That of a spec's folder; without cases where there is none, or it cannot be read: pictures decide nothing. */
    public static Gallery in(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return NONE;
        }
        try {
            return MAPPER.readValue(
                    new Limit(file.toString(), MOST, ", which no gallery needs").read(file), Gallery.class);
        } catch (IOException | DuressException | IllegalArgumentException e) {
            return NONE;
        }
    }
}
