package org.duress.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.duress.base.Sha256;

/** The files of one entry of a store, by their names. */
final class StoredEntry {
    static final String CHECKSUM = ".sha256";
    static final String AGAINST = ".against";
    static final String LOCK = ".lock";
    static final String LEASE = ".lease";

    /** Folder of the checkpoints. */
    static final String WORK = "work";

    /** What is wrong with a file, for the middle of a sentence. */
    static final String NO_FIT = "its checksum does not fit";

    private StoredEntry() {}

    static Path checksum(Path entry) {
        return entry.resolveSibling(entry.getFileName() + CHECKSUM);
    }

    static Path against(Path entry) {
        return entry.resolveSibling(entry.getFileName() + AGAINST);
    }

    static boolean checksumFits(Path entry) throws IOException {
        Path sums = checksum(entry);
        if (!Files.exists(sums)) {
            return false;
        }
        // Damage may be any bytes, so the line is compared as bytes are, not decoded strictly.
        String line = new String(Files.readAllBytes(sums), StandardCharsets.ISO_8859_1);
        return line.startsWith(Sha256.of(entry) + " ");
    }

    /** Remembers, for who prunes, that an entry was used now: the time of its checksum. Read-only stores forget it. */
    static void use(Path entry) {
        try {
            Files.setLastModifiedTime(checksum(entry), FileTime.from(Instant.now()));
        } catch (IOException e) {
            return;
        }
    }

    static Instant used(Path entry) throws IOException {
        Instant written = Files.getLastModifiedTime(entry).toInstant();
        Path sums = checksum(entry);
        Instant loaded = Files.exists(sums) ? Files.getLastModifiedTime(sums).toInstant() : written;
        return loaded.isAfter(written) ? loaded : written;
    }
}
