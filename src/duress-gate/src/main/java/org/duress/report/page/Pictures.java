package org.duress.report.page;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.duress.report.ReportFiles;
import org.duress.report.Tag;

/**
 * The pictures that a spec's part of the page holds, as many as there is room for; the others are linked. Mutable.
 */
final class Pictures {
    private final Path folder;
    private long room;

    /**
     * None yet.
     *
     * @param folder of the spec, directly below that of the page
     * @param room for pictures, in bytes
     */
    Pictures(Path folder, long room) {
        this.folder = folder;
        this.room = room;
    }

    /** Whether all of some files are there, and have room. */
    boolean fit(String... files) {
        long bytes = 0;
        for (String file : files) {
            bytes += size(file);
        }
        return bytes <= room;
    }

    /** Files of the folder that match a glob, in order. */
    List<String> files(String glob) {
        return ReportFiles.names(folder, glob);
    }

    boolean has(String file) {
        return Files.isRegularFile(folder.resolve(file));
    }

    /** A picture that needs no file any more; empty where it cannot be read. */
    Optional<Tag> image(String file, String alt) {
        try {
            byte[] bytes = Files.readAllBytes(folder.resolve(file));
            room -= bytes.length;
            String type = file.toLowerCase(Locale.ROOT).endsWith(".png") ? "png" : "jpeg";
            return Optional.of(Tag.of("img")
                    .with("alt", alt)
                    .with(
                            "src",
                            "data:image/" + type + ";base64,"
                                    + Base64.getEncoder().encodeToString(bytes)));
        } catch (IOException e) {
            // What is not seen here is in the folder, or nowhere; the page is about the verdict.
            return Optional.empty();
        }
    }

    /** A link to a file beside the page. */
    Tag link(String name, String file) {
        return Tag.of("a", name).with("href", encoded(String.valueOf(folder.getFileName())) + "/" + encoded(file));
    }

    private long size(String file) {
        try {
            return Files.size(folder.resolve(file));
        } catch (IOException e) {
            return Long.MAX_VALUE / 8;
        }
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
