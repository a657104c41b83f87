package org.duress.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.AtomicFiles;
import org.duress.base.DamagedFile;
import org.duress.base.Sha256;
import org.duress.base.Temporaries;
import org.duress.base.Unwritable;
import org.duress.spec.DuressProperties;

/**
 * Trained attackers, and the substitutes that some are trained with, in a folder, on a disk of this machine or one that
 * many share, and shared by every build that names it.
 *
 * <p>An entry is {@code <key>.attacker} with {@code <key>.attacker.sha256} (readable by {@code sha256sum -c}) beside
 * it, or {@code <key>.substitute}; {@code <key>.attacker.against} says which model it was trained against. The
 * checksum is written first and the entry renamed into place last, so an entry is there exactly when it is whole. Per
 * key one thread of one process trains at a time, of all machines that share the folder ({@link Lease}); the others
 * wait and load. What is there is loaded without a lock, so that a store may be read-only.
 */
public final class AttackerStore {
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
     * {@code <name>.damaged-<n>} and trained again. Checkpoints are deleted once the attacker is kept.
     *
     * @param key letters and digits; see {@link AttackerKey}
     * @throws EnvironmentException if something must be trained and the folder cannot be written or the disk is full,
     *     or what is there cannot be read
     * @throws DuressException if the thread was interrupted while it waited (the interrupt flag stays set); and
     *     whatever training throws
     */
    public <A> Stored<A> obtain(String key, Recipe<A> recipe) {
        if (!key.matches("[A-Za-z0-9]+")) {
            throw new IllegalArgumentException("a store key is letters and digits, not '" + key + "'");
        }
        Entry<A> entry = new Entry<>(folder.resolve(key + "." + recipe.kind()), recipe);
        Path work = folder.resolve(StoredEntry.WORK).resolve(key);
        Temporaries.sweep(folder);
        Entry.Found<A> found = entry.find();
        if (found.attacker().isPresent()) {
            StoredEntry.use(entry.file());
            tidy(key, recipe, work);
            return new Stored<>(found.attacker().get(), true);
        }
        StoreLock lock = lock(key, recipe, found.damage());
        try (lock) {
            Temporaries.sweepAll(entry.file());
            Optional<A> sound = sound(entry);
            if (sound.isPresent()) {
                return new Stored<>(sound.get(), true);
            }
            keep(recipe.train(work), entry.file(), recipe);
            A attacker = recipe.load(entry.file());
            deleteCheckpoints(work);
            return new Stored<>(attacker, false);
        }
    }

    private StoreLock lock(String key, Recipe<?> recipe, Optional<String> damage) {
        try {
            return StoreLock.acquire(lockFile(key), recipe.kind(), notices);
        } catch (IOException e) {
            String held = damage.map(what -> "a damaged " + recipe.kind() + " (" + what + ")")
                    .orElse("no " + recipe.kind() + " for this model, these images and settings");
            throw Unwritable.because(
                    "the store '" + folder + "' holds " + held + ", and none can be kept there",
                    lockFile(key),
                    DuressProperties.STORE,
                    e);
        }
    }

    private Path lockFile(String key) {
        return folder.resolve(key + StoredEntry.LOCK);
    }

    /** What a file of the store holds. */
    private record Entry<A>(Path file, Recipe<A> recipe) {
        /**
         * What was found.
         *
         * @param damage what is wrong where there is a file and no attacker in it
         */
        record Found<A>(Optional<A> attacker, Optional<String> damage) {}

        Found<A> find() {
            if (!Files.exists(file)) {
                return new Found<>(Optional.empty(), Optional.empty());
            }
            String damage;
            try {
                if (StoredEntry.checksumFits(file)) {
                    return new Found<>(Optional.of(recipe.load(file)), Optional.empty());
                }
                damage = StoredEntry.NO_FIT;
            } catch (EnvironmentException e) {
                if (!Files.exists(file)) {
                    // Somebody has pruned the store meanwhile.
                    return new Found<>(Optional.empty(), Optional.empty());
                }
                throw e;
            } catch (RuntimeException e) {
                // A file can be damaged in more ways than a reader foresees; whatever it says, this is no attacker.
                damage = String.valueOf(e.getMessage());
            } catch (NoSuchFileException e) {
                return new Found<>(Optional.empty(), Optional.empty());
            } catch (IOException e) {
                throw new EnvironmentException(
                        "cannot read '" + file + "': " + e.getMessage() + "; make it readable or delete it", e);
            }
            return new Found<>(Optional.empty(), Optional.of(damage));
        }
    }

    /** For the holder of the lock. */
    private <A> Optional<A> sound(Entry<A> entry) {
        Entry.Found<A> found = entry.find();
        found.damage().ifPresent(damage -> {
            String fate = DamagedFile.setAside(entry.file());
            notices.accept("stored " + entry.recipe().kind() + " '"
                    + entry.file().getFileName() + "' is damaged (" + damage + "); " + fate + " and is trained again");
        });
        return found.attacker();
    }

    private static <A> void keep(A attacker, Path entry, Recipe<A> recipe) {
        try {
            AtomicFiles.write(entry, DuressProperties.STORE, file -> {
                recipe.save(attacker, file);
                String line = Sha256.of(file) + "  " + entry.getFileName() + "\n";
                AtomicFiles.write(
                        StoredEntry.checksum(entry), DuressProperties.STORE, sums -> Files.writeString(sums, line));
                if (!recipe.against().isEmpty()) {
                    AtomicFiles.write(
                            StoredEntry.against(entry),
                            DuressProperties.STORE,
                            against -> Files.writeString(against, recipe.against() + "\n"));
                }
            });
        } finally {
            close(attacker);
        }
    }

    /**
     * Deletes the checkpoints of a run that was killed after it had kept its attacker. A read-only store keeps them.
     */
    private void tidy(String key, Recipe<?> recipe, Path work) {
        if (!Files.exists(work)) {
            return;
        }
        StoreLock lock;
        try {
            lock = StoreLock.acquire(lockFile(key), recipe.kind(), notices);
        } catch (IOException readOnly) {
            return;
        }
        try (lock) {
            deleteCheckpoints(work);
        }
    }

    /** What was set aside stays, to be looked at. */
    private void deleteCheckpoints(Path work) {
        if (!Files.exists(work)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(work)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            boolean damaged = deepestFirst.stream().anyMatch(DamagedFile::is);
            for (Path path : deepestFirst) {
                if (!damaged || (Files.isRegularFile(path) && !DamagedFile.is(path))) {
                    Files.delete(path);
                }
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
