package org.duress.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duress.EnvironmentException;
import org.duress.base.AtomicFiles;
import org.duress.base.Temporaries;
import org.duress.base.Unwritable;
import org.duress.spec.DuressProperties;

/**
 * Files in the folders of a folder, {@code <folder>/<sub>/<file>}, of which several change in one step.
 *
 * <p>They are written to a temporary folder, which is then renamed to {@code .kept-<n>}: that is the step. From there
 * they are renamed to their places, one after the other, by whoever writes or reads next if the first was killed.
 * Whoever cannot write here reads them where they lie. No lock is needed: several processes may move the same files, in
 * the order of {@code n}, and each file is moved once.
 */
final class CommittedFiles {
    private static final Pattern COMMITTED = Pattern.compile("\\.kept-(\\d{1,9})");
    private static final String STAGED = "kept";

    private final Path folder;

    /**
     * The files of a folder; nothing is touched before the first use.
     *
     * @param folder need not exist
     */
    CommittedFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * A file to be.
     *
     * @param place in a folder of the folder
     */
    record Content(Path place, AtomicFiles.Content bytes) {}

    private record Committed(int n, Path folder) {}

    /** Writes files in one step; those that came before the first that could not be written. */
    CounterexampleFolder.Kept write(List<Content> contents) {
        Path staged = Temporaries.beside(folder.resolve(STAGED));
        int count = 0;
        Path trying = folder;
        try {
            try {
                Files.createDirectories(staged);
                for (Content content : contents) {
                    trying = content.place();
                    stage(content, staged);
                    count++;
                }
            } catch (IOException | UncheckedIOException | ReadOnlyFileSystemException e) {
                if (count > 0) {
                    commit(staged);
                }
                return new CounterexampleFolder.Kept(count, Optional.of(unwritable(trying, e)));
            }
            commit(staged);
            return new CounterexampleFolder.Kept(count, Optional.empty());
        } catch (IOException e) {
            return new CounterexampleFolder.Kept(0, Optional.of(unwritable(folder, e)));
        } finally {
            Temporaries.delete(staged);
        }
    }

    private static EnvironmentException unwritable(Path target, Exception e) {
        Exception cause =
                e instanceof UncheckedIOException unchecked ? Objects.requireNonNull(unchecked.getCause()) : e;
        return Unwritable.at(target, DuressProperties.COUNTEREXAMPLES, cause);
    }

    private void stage(Content content, Path staged) throws IOException {
        // Now, while nothing is kept yet: later there might be no room for a folder.
        Files.createDirectories(subfolder(content.place()));
        Path file = staged.resolve(folder.relativize(content.place()));
        Files.createDirectories(subfolder(file));
        try {
            AtomicFiles.writeForced(file, content.bytes());
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private void commit(Path staged) throws IOException {
        try (Stream<Path> subfolders = Files.list(staged)) {
            subfolders.forEach(AtomicFiles::forceFolder);
        }
        AtomicFiles.forceFolder(staged);
        for (int n = next(); ; n++) {
            try {
                Files.move(staged, folder.resolve(".kept-" + n), StandardCopyOption.ATOMIC_MOVE);
                break;
            } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
                // Another build has committed at this moment.
            } catch (FileSystemException e) {
                if (!Files.exists(folder.resolve(".kept-" + n))) {
                    throw e;
                }
            }
        }
        AtomicFiles.forceFolder(folder);
        settle();
    }

    private int next() throws IOException {
        List<Committed> committed = committed();
        return committed.isEmpty() ? 1 : committed.get(committed.size() - 1).n() + 1;
    }

    /** All files, in the order of their places. */
    List<Path> files() throws IOException {
        Temporaries.sweep(folder);
        settle();
        if (Files.isDirectory(folder)) {
            list(folder).forEach(Temporaries::sweep);
        }
        return seen();
    }

    /** The same, where they lie, with nothing moved or deleted. */
    List<Path> seen() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        Map<Path, Path> byPlace = new TreeMap<>();
        below(folder).forEach(file -> byPlace.put(file, file));
        for (Committed left : committed()) {
            for (Path file : below(left.folder())) {
                byPlace.put(folder.resolve(left.folder().relativize(file)), file);
            }
        }
        return List.copyOf(byPlace.values());
    }

    /** Moves what was committed to its places, as far as this process may. */
    private void settle() {
        try {
            for (Committed committed : committed()) {
                settle(committed.folder());
            }
        } catch (IOException | ReadOnlyFileSystemException | UncheckedIOException e) {
            // It is read where it lies, and the next that can moves it.
            return;
        }
    }

    private void settle(Path committed) throws IOException {
        for (Path file : below(committed)) {
            Path place = folder.resolve(committed.relativize(file));
            Files.createDirectories(subfolder(place));
            try {
                AtomicFiles.replace(file, place);
            } catch (NoSuchFileException e) {
                // Another build has moved it.
            }
        }
        // Folders alone, and empty ones: a file that is here by now is of a later commit.
        for (Path sub : list(committed)) {
            deleteEmpty(sub);
        }
        deleteEmpty(committed);
    }

    private static void deleteEmpty(Path folder) {
        try {
            if (Files.isDirectory(folder)) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            // Not empty, or deleted by another build.
            return;
        }
    }

    private List<Committed> committed() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Committed> found = new ArrayList<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                Matcher matcher = COMMITTED.matcher(String.valueOf(path.getFileName()));
                if (matcher.matches()) {
                    found.add(new Committed(Integer.parseInt(matcher.group(1)), path));
                }
            }
        }
        found.sort(Comparator.comparingInt(Committed::n));
        return found;
    }

    /** The files in the folders of a folder; hidden folders are none of them. */
    private static List<Path> below(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path sub : list(folder)) {
            if (!String.valueOf(sub.getFileName()).startsWith(".") && Files.isDirectory(sub)) {
                list(sub).stream().filter(Files::isRegularFile).forEach(files::add);
            }
        }
        return files;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Another build has moved all that was in it.
            return List.of();
        }
    }

    private static Path subfolder(Path file) {
        return Objects.requireNonNull(file.getParent(), "a file has a folder");
    }
}
