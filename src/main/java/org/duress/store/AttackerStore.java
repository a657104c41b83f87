package org.duress.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duress.DuressException;

/**
 * Trained attackers, and the substitutes that some are trained with, in a local folder, shared by every build that names it.
 *
 * <p>An entry is {@code <key>.attacker} with {@code <key>.attacker.sha256} (readable by {@code sha256sum -c}) beside it, or
 * {@code <key>.substitute}. The checksum is written first and the entry renamed into place last, so an entry is there exactly when it is
 * whole. Per key one thread of one process trains at a time; the others wait and load.
 */
public final class AttackerStore {
    private static final String CHECKSUM = ".sha256";

    private final Path folder;
    private final Consumer<String> notices;

    /**
     * A store; nothing is touched before the first use.
     *
     * @param folder made when missing
     * @param notices hears one sentence for each thing a reader of the report should know: a damaged entry, a wait
     */
    public AttackerStore(Path folder, Consumer<String> notices) {
        this.folder = folder;
        this.notices = notices;
    }

    /**
     * Loads the attacker of this key, or trains and keeps it. A damaged entry is reported, set aside as
     * {@code <name>.damaged-<n>} and trained again.
     *
     * @param key letters and digits; see {@link AttackerKey}
     * @throws DuressException if the folder cannot be written, the disk is full, or the thread was interrupted while it
     *     waited (the interrupt flag stays set); and whatever training throws
     */
    public <A> Stored<A> obtain(String key, Recipe<A> recipe) {
        if (!key.matches("[A-Za-z0-9]+")) {
            throw new IllegalArgumentException("a store key is letters and digits, not '" + key + "'");
        }
        Path entry = folder.resolve(key + "." + recipe.kind());
        StoreLock lock = StoreLock.acquire(folder.resolve(key + ".lock"), recipe.kind(), notices);
        try (lock) {
            sweep(entry);
            Optional<A> sound = loadIfSound(entry, recipe);
            if (sound.isPresent()) {
                return new Stored<>(sound.get(), true);
            }
            Path work = folder.resolve("work").resolve(key);
            keep(recipe.train(work), entry, recipe);
            A attacker = recipe.load(entry);
            deleteFolder(work);
            return new Stored<>(attacker, false);
        }
    }

    private static <A> void keep(A attacker, Path entry, Recipe<A> recipe) {
        try {
            AtomicFiles.write(entry, file -> {
                recipe.save(attacker, file);
                String line = AtomicFiles.sha256(file) + "  " + entry.getFileName() + "\n";
                AtomicFiles.write(checksum(entry), sums -> Files.writeString(sums, line));
            });
        } finally {
            close(attacker);
        }
    }

    private <A> Optional<A> loadIfSound(Path entry, Recipe<A> recipe) {
        if (!Files.exists(entry)) {
            return Optional.empty();
        }
        String damage;
        try {
            if (checksumFits(entry)) {
                return Optional.of(recipe.load(entry));
            }
            damage = "its checksum does not fit";
        } catch (DuressException e) {
            damage = String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new DuressException(
                    "cannot read '" + entry + "': " + e.getMessage() + "; make it readable or delete it", e);
        }
        Path aside = setAside(entry);
        notices.accept("stored " + recipe.kind() + " '" + entry.getFileName() + "' is damaged (" + damage
                + "); it was set aside as '" + aside.getFileName() + "' and is trained again");
        return Optional.empty();
    }

    private static boolean checksumFits(Path entry) throws IOException {
        Path sums = checksum(entry);
        if (!Files.exists(sums)) {
            return false;
        }
        // Damage may be any bytes, so the line is compared as bytes are, not decoded strictly.
        String line = new String(Files.readAllBytes(sums), StandardCharsets.ISO_8859_1);
        return line.startsWith(AtomicFiles.sha256(entry) + " ");
    }

    private static Path setAside(Path entry) {
        int n = 1;
        while (Files.exists(entry.resolveSibling(entry.getFileName() + ".damaged-" + n))) {
            n++;
        }
        Path aside = entry.resolveSibling(entry.getFileName() + ".damaged-" + n);
        try {
            Files.move(entry, aside, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(checksum(entry));
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(aside, e);
        }
        return aside;
    }

    private static Path checksum(Path entry) {
        return entry.resolveSibling(entry.getFileName() + CHECKSUM);
    }

    /** Deletes what a killed run was writing. Only the holder of the key's lock writes such files. */
    private void sweep(Path entry) {
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(folder, "." + entry.getFileName() + "*" + AtomicFiles.TEMPORARY)) {
            left.forEach(AtomicFiles::deleteQuietly);
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(folder, e);
        }
    }

    private void deleteFolder(Path work) {
        if (!Files.exists(work)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(work)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            notices.accept("the checkpoints in '" + work + "' could not be deleted (" + e.getMessage()
                    + "); they are no longer needed");
        }
    }

    private static void close(Object attacker) {
        if (attacker instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new DuressException("an attacker could not be closed: " + e.getMessage(), e);
            }
        }
    }
}
