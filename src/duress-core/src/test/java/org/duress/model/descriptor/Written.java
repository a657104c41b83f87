package org.duress.model.descriptor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Folders and zips whose files a test writes, in JSON with single quotes, which Java strings may hold. */
final class Written {
    private final Map<String, String> files = new LinkedHashMap<>();

    Written with(String name, String text) {
        files.put(name, name.endsWith(".json") ? text.replace('\'', '"').replace('`', '\'') : text);
        return this;
    }

    Path folder(Path folder) {
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files in one folder within the zip; none where it is empty. */
    Path zip(Path file, String inner) {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : files.entrySet()) {
                out.putNextEntry(new ZipEntry(inner + entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Configuration configuration(String json) {
        byte[] bytes = json.replace('\'', '"').replace('`', '\'').getBytes(StandardCharsets.UTF_8);
        return new Configuration(Settings.parse(bytes, "inference.json"));
    }
}
