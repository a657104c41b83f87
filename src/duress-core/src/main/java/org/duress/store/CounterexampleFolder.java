package org.duress.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.DamagedFile;
import org.duress.spec.DuressProperties;

/**
 * The counterexamples of all specs: {@code <folder>/<spec>/<subject>/<slice>.<organ>.npz}, which {@code numpy.load}
 * opens. A slice has one for each organ that fell, or one for several that the same fields are the worst for, by the
 * name of the first. Files hold fields, no image and no label.
 *
 * <p>A newer counterexample takes the place of the older one of its name. None is ever deleted: a weakness that is
 * repaired stays a regression test. What one run keeps appears all at once, or not at all where the run was killed, so
 * that the next run never replays a part of it; builds may share a folder.
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
     * What was kept.
     *
     * @param count the first so many of what was given
     * @param stopped why not all
     */
    public record Kept(int count, Optional<EnvironmentException> stopped) {}

    /**
     * Keeps what one run has found, all of it in one step: before that step nothing of it is seen, and after it
     * everything is, also if the process is killed at any moment. Where the disk is full, what there was room for is
     * kept.
     *
     * @param examples all of one spec
     */
    public Kept keep(List<Counterexample> examples) {
        if (examples.isEmpty()) {
            return new Kept(0, Optional.empty());
        }
        return new CommittedFiles(of(examples.get(0).spec()))
                .write(examples.stream()
                        .map(example -> new CommittedFiles.Content(
                                file(example), temporary -> CounterexampleFile.write(temporary, example)))
                        .toList());
    }

    /**
     * Keeps a counterexample.
     *
     * @return its file
     * @throws EnvironmentException if it cannot be written
     */
    public Path write(Counterexample example) {
        keep(List.of(example)).stopped().ifPresent(why -> {
            throw why;
        });
        return file(example);
    }

    /** Where a counterexample is kept. */
    public Path file(Counterexample example) {
        return of(example.spec())
                .resolve(FileNames.safe(example.subject(), Set.of()))
                .resolve(FileNames.safe(
                                example.slice() + "." + example.falls().get(0).organ(), Set.of())
                        + SUFFIX);
    }

    /**
     * All counterexamples of a spec, in the order of their files' names. A damaged file is reported, set aside as
     * {@code <name>.damaged-<n>}, and left out.
     *
     * @throws EnvironmentException if a file cannot be read
     */
    public List<Counterexample> read(String spec) {
        List<Counterexample> all = new ArrayList<>();
        for (Path file : files(of(spec), CommittedFiles::files)) {
            readIfSound(file).ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    /**
     * The same, with nothing changed on the disk: neither what a killed process left nor what is damaged is moved.
     *
     * @throws DuressException if a file is damaged
     * @throws EnvironmentException if a file cannot be read
     */
    public List<Counterexample> look(String spec) {
        List<Counterexample> all = new ArrayList<>();
        for (Path file : files(of(spec), CommittedFiles::seen)) {
            try {
                all.add(CounterexampleFile.read(file));
            } catch (DuressException e) {
                throw new DuressException(
                        "counterexample '" + file + "' is damaged (" + e.getMessage()
                                + "); check it out anew, with what Git LFS has of it, or delete it",
                        e);
            } catch (IOException e) {
                throw cannotRead(file, e);
            }
        }
        return List.copyOf(all);
    }

    private Path of(String spec) {
        return folder.resolve(FileNames.safe(spec, Set.of()));
    }

    /** Lists files. */
    private interface Listing {
        List<Path> of(CommittedFiles files) throws IOException;
    }

    private List<Path> files(Path spec, Listing listing) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new DuressException(
                    DuressProperties.COUNTEREXAMPLES + " names '" + folder + "', which is a file; name a folder");
        }
        try {
            return listing.of(new CommittedFiles(spec)).stream()
                    .filter(file -> String.valueOf(file.getFileName()).endsWith(SUFFIX))
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
        } catch (NoSuchFileException e) {
            // Another build was faster, and has set it aside.
            return Optional.empty();
        } catch (IOException e) {
            throw cannotRead(file, e);
        }
        notices.accept("counterexample '" + file + "' is damaged (" + damage + "); " + DamagedFile.setAside(file)
                + " and is not replayed");
        return Optional.empty();
    }

    private static EnvironmentException cannotRead(Path path, IOException e) {
        return new EnvironmentException(
                "cannot read '" + path + "': " + e.getMessage() + "; make it readable or name another "
                        + DuressProperties.COUNTEREXAMPLES,
                e);
    }
}
