package org.duress.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.spec.DuressProperties;

/**
 * The counterexamples of all specs: {@code <folder>/<spec>/<subject>/<slice>.npz}, one file a slice, which
 * {@code numpy.load} opens. Files hold fields, no image and no label.
 *
 * <p>A newer counterexample takes the place of the older one of its slice. None is ever deleted: a weakness that is repaired
 * stays a regression test. Files are renamed into place whole, so that builds may share a folder.
 */
public final class CounterexampleFolder {
    private static final String SUFFIX = ".npz";

    private final Path folder;
    private final Consumer<String> notices;

    /**
     * A folder; nothing is touched before the first use.
     *
     * @param folder made when missing
     * @param notices hears one sentence for each damaged file
     */
    public CounterexampleFolder(Path folder, Consumer<String> notices) {
        this.folder = folder;
        this.notices = notices;
    }

    /**
     * Keeps a counterexample.
     *
     * @return its file
     * @throws DuressException if it cannot be written
     */
    public Path write(Counterexample example) {
        Path file = file(example);
        AtomicFiles.write(file, temporary -> CounterexampleFile.write(temporary, example));
        return file;
    }

    /** Where a counterexample is kept. */
    public Path file(Counterexample example) {
        return of(example.spec())
                .resolve(FileNames.safe(example.subject(), Set.of()))
                .resolve(FileNames.safe(example.slice(), Set.of()) + SUFFIX);
    }

    /**
     * All counterexamples of a spec, in the order of their files' names. A damaged file is reported, set aside as
     * {@code <name>.damaged-<n>}, and left out.
     *
     * @throws DuressException if a file cannot be read
     */
    public List<Counterexample> read(String spec) {
        List<Counterexample> all = new ArrayList<>();
        for (Path file : files(of(spec))) {
            readIfSound(file).ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    private Path of(String spec) {
        return folder.resolve(FileNames.safe(spec, Set.of()));
    }

    private List<Path> files(Path spec) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new DuressException(
                    DuressProperties.COUNTEREXAMPLES + " names '" + folder + "', which is a file; name a folder");
        }
        if (!Files.isDirectory(spec)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(spec, 2)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw cannotRead(spec, e);
        } catch (UncheckedIOException e) {
            throw cannotRead(spec, Objects.requireNonNull(e.getCause()));
        }
    }

    private Optional<Counterexample> readIfSound(Path file) {
        String damage;
        try {
            return Optional.of(CounterexampleFile.read(file));
        } catch (DuressException e) {
            damage = String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw cannotRead(file, e);
        }
        setAside(file)
                .ifPresent(aside -> notices.accept("counterexample '" + file + "' is damaged (" + damage
                        + "); it was set aside as '" + aside.getFileName() + "' and is not replayed"));
        return Optional.empty();
    }

    /** Empty where another build was faster. */
    private static Optional<Path> setAside(Path file) {
        int n = 1;
        while (Files.exists(file.resolveSibling(file.getFileName() + ".damaged-" + n))) {
            n++;
        }
        Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + n);
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(aside);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(aside, e);
        }
    }

    private static DuressException cannotRead(Path path, IOException e) {
        return new DuressException(
                "cannot read '" + path + "': " + e.getMessage() + "; make it readable or name another "
                        + DuressProperties.COUNTEREXAMPLES,
                e);
    }
}
