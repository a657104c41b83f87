package org.duress.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.DamagedFile;
import org.duress.base.Temporaries;
import org.duress.base.Unwritable;
import org.duress.spec.DuressProperties;

/**
 * What lies in the folder of an {@link AttackerStore}, and what may go. Whatever is changed is changed by the holder of
 * its lock; what a build holds is left alone, and a build that loads an entry while it goes trains it again.
 */
public final class StoreContents {
    private static final Pattern ENTRY = Pattern.compile("([A-Za-z0-9]+)\\.([a-z]+)");
    private static final List<String> NO_ENTRIES =
            List.of(StoredEntry.LOCK.substring(1), StoredEntry.LEASE.substring(1));

    /** A fingerprint, with room for longer ones. */
    private static final int LONGEST_LINE = 200;

    private final Path folder;

    /**
     * Of a folder.
     *
     * @throws DuressException if it is a file
     */
    public StoreContents(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new DuressException(
                    DuressProperties.STORE + " names '" + folder + "', which is a file; name a folder");
        }
        this.folder = folder;
    }

    /** What a thing of a store is. */
    public enum Kind {
        /** A trained attacker or substitute. */
        TRAINED,

        /** What a training that is not finished resumes from. */
        CHECKPOINTS,

        /** A file that was damaged, and set aside to be looked at. */
        DAMAGED
    }

    /**
     * One thing.
     *
     * @param key of what it belongs to
     * @param what "attacker", "substitute", "checkpoints", or the name of what is damaged
     * @param bytes on the disk
     * @param used when it was last written or loaded
     * @param inUse whether a build is training it, or was killed while it did
     * @param model fingerprint of the model that it was trained against, where that is known
     */
    public record Item(
            Path path,
            Kind kind,
            String key,
            String what,
            long bytes,
            Instant used,
            boolean inUse,
            Optional<String> model) {}

    /** How an entry was found. */
    public enum Health {
        SOUND,
        DAMAGED,

        /** A build holds it, and it was not looked at. */
        IN_USE
    }

    /**
     * What verifying an entry showed.
     *
     * @param sentence what is wrong, and what became of it; empty where nothing is
     */
    public record Verified(Item item, Health health, String sentence) {}

    /**
     * What pruning does with a thing.
     *
     * @param deleted false where a build holds it
     */
    public record Pruned(Item item, boolean deleted) {}

    /**
     * All there is, what was used last first. A folder that does not exist holds nothing.
     *
     * @throws EnvironmentException if it cannot be read
     */
    public List<Item> list() {
        List<Item> items = new ArrayList<>();
        for (Path path : children(folder)) {
            try {
                item(path).ifPresent(items::add);
            } catch (NoSuchFileException gone) {
                // Since the folder was listed.
            } catch (IOException | UncheckedIOException e) {
                throw unreadable(path, e);
            }
        }
        Path work = folder.resolve(StoredEntry.WORK);
        for (Path path : children(work)) {
            try {
                items.add(checkpoints(path));
            } catch (NoSuchFileException gone) {
                // As above.
            } catch (IOException | UncheckedIOException e) {
                throw unreadable(path, e);
            }
        }
        items.sort(Comparator.comparing(Item::used).reversed().thenComparing(Item::path));
        return List.copyOf(items);
    }

    private Optional<Item> item(Path path) throws IOException {
        String name = String.valueOf(path.getFileName());
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        if (DamagedFile.is(path)) {
            String key = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
            return Optional.of(new Item(
                    path,
                    Kind.DAMAGED,
                    key,
                    name.substring(key.length() + 1),
                    Files.size(path),
                    Files.getLastModifiedTime(path).toInstant(),
                    false,
                    Optional.empty()));
        }
        Matcher matcher = ENTRY.matcher(name);
        if (!matcher.matches() || NO_ENTRIES.contains(matcher.group(2))) {
            return Optional.empty();
        }
        return Optional.of(new Item(
                path,
                Kind.TRAINED,
                matcher.group(1),
                matcher.group(2),
                Files.size(path),
                StoredEntry.used(path),
                inUse(matcher.group(1)),
                model(path)));
    }

    private Item checkpoints(Path path) throws IOException {
        long bytes = 0;
        Instant used = Files.getLastModifiedTime(path).toInstant();
        try (Stream<Path> walk = Files.walk(path)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
                Instant written = Files.getLastModifiedTime(file).toInstant();
                used = written.isAfter(used) ? written : used;
            }
        }
        String key = String.valueOf(path.getFileName());
        return new Item(path, Kind.CHECKPOINTS, key, "checkpoints", bytes, used, inUse(key), Optional.empty());
    }

    private boolean inUse(String key) {
        return Files.exists(folder.resolve(key + StoredEntry.LEASE));
    }

    private static Optional<String> model(Path entry) {
        try (Stream<String> lines = Files.lines(StoredEntry.against(entry), StandardCharsets.ISO_8859_1)) {
            return lines.findFirst().filter(line -> line.length() <= LONGEST_LINE && line.matches("\\p{Graph}+"));
        } catch (IOException | UncheckedIOException e) {
            // Trained by an earlier version, or copied here without it.
            return Optional.empty();
        }
    }

    /**
     * Reads each entry with its checksum, and sets aside what is damaged, as a build would that needs it.
     *
     * @throws EnvironmentException if an entry cannot be read
     */
    public List<Verified> verify() {
        List<Verified> all = new ArrayList<>();
        for (Item item : list()) {
            if (item.kind() == Kind.TRAINED) {
                all.add(verify(item));
            }
        }
        return List.copyOf(all);
    }

    private Verified verify(Item item) {
        try {
            if (StoredEntry.checksumFits(item.path())) {
                return new Verified(item, Health.SOUND, "");
            }
            Optional<StoreLock> lock;
            try {
                lock = StoreLock.tryToAcquire(lockFile(item.key()));
            } catch (IOException e) {
                return damaged(item, "it could not be set aside, for its folder cannot be written");
            }
            if (lock.isEmpty()) {
                return new Verified(item, Health.IN_USE, "a build holds it");
            }
            StoreLock held = lock.get();
            try (held) {
                // Its holder may have written it anew meanwhile.
                return StoredEntry.checksumFits(item.path())
                        ? new Verified(item, Health.SOUND, "")
                        : damaged(item, DamagedFile.setAside(item.path()));
            }
        } catch (NoSuchFileException e) {
            return new Verified(item, Health.IN_USE, "it is gone since it was listed");
        } catch (IOException e) {
            throw unreadable(item.path(), e);
        }
    }

    private static Verified damaged(Item item, String fate) {
        return new Verified(
                item,
                Health.DAMAGED,
                StoredEntry.NO_FIT + "; " + fate + ", and is trained again when it is" + " needed");
    }

    /**
     * Which things go.
     *
     * @param olderThan what was not used for so long goes
     * @param keep as many of what is trained stay, those that were used last, however old they are
     */
    public record Rule(Optional<Duration> olderThan, OptionalInt keep) {
        public Rule {
            if (olderThan.isEmpty() && keep.isEmpty()) {
                throw new IllegalArgumentException("a rule by which nothing is kept and nothing old");
            }
        }

        boolean dooms(Item item, int newer, Instant now) {
            boolean old =
                    olderThan.map(age -> item.used().isBefore(now.minus(age))).orElse(true);
            return item.kind() == Kind.TRAINED
                    ? old && (keep.isEmpty() || newer >= keep.getAsInt())
                    : old && olderThan.isPresent();
        }
    }

    /** What a rule would delete. */
    public List<Item> doomed(Rule rule, Instant now) {
        List<Item> doomed = new ArrayList<>();
        int newer = 0;
        for (Item item : list()) {
            if (rule.dooms(item, newer, now)) {
                doomed.add(item);
            }
            newer += item.kind() == Kind.TRAINED ? 1 : 0;
        }
        return List.copyOf(doomed);
    }

    /**
     * Deletes what goes by a rule, but for what a build holds. Lock files stay: who deletes one lets two builds in.
     *
     * @throws EnvironmentException if the folder cannot be written
     */
    public List<Pruned> prune(Rule rule, Instant now) {
        Temporaries.sweep(folder);
        List<Pruned> all = new ArrayList<>();
        for (Item item : doomed(rule, now)) {
            try {
                Optional<StoreLock> lock = StoreLock.tryToAcquire(lockFile(item.key()));
                if (lock.isEmpty()) {
                    all.add(new Pruned(item, false));
                    continue;
                }
                StoreLock held = lock.get();
                try (held) {
                    delete(item);
                }
                all.add(new Pruned(item, true));
            } catch (IOException e) {
                throw Unwritable.because("cannot delete '" + item.path() + "'", item.path(), DuressProperties.STORE, e);
            }
        }
        return List.copyOf(all);
    }

    /** The entry before what vouches for it: what has lost its checksum alone would be taken for damaged. */
    private static void delete(Item item) throws IOException {
        if (item.kind() == Kind.CHECKPOINTS) {
            Temporaries.delete(item.path());
            if (Files.exists(item.path())) {
                throw new IOException("some of it is still there");
            }
            return;
        }
        Files.deleteIfExists(item.path());
        if (item.kind() == Kind.TRAINED) {
            Files.deleteIfExists(StoredEntry.checksum(item.path()));
            Files.deleteIfExists(StoredEntry.against(item.path()));
        }
    }

    private Path lockFile(String key) {
        return folder.resolve(key + StoredEntry.LOCK);
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> !String.valueOf(path.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(folder, e);
        }
    }

    private static EnvironmentException unreadable(Path path, Exception e) {
        return new EnvironmentException(
                "cannot read '" + path + "': " + e.getMessage() + "; make it readable or name another "
                        + DuressProperties.STORE,
                e);
    }
}
