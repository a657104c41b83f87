package org.duress.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.duress.EnvironmentException;
import org.duress.Progress;
import org.duress.base.AtomicFiles;
import org.duress.base.DamagedFile;

/**
 * The state of a training run, in one file that is replaced atomically: after a kill it is the old one or the new one.
 * Whoever keeps what was trained deletes it, once that is kept.
 */
public final class TrainingCheckpoint {
    private final Path file;

    /**
     * A checkpoint.
     *
     * @param file need not exist, nor its folder
     */
    public TrainingCheckpoint(Path file) {
        this.file = file;
    }

    /**
     * The state that was written last. A damaged file, or one of another training, is set aside, which is said once;
     * training then starts anew.
     *
     * @param state makes a state of an archive, and changes nothing else; whatever it throws means that the archive is
     *     none
     * @return empty if there is none
     * @throws EnvironmentException if the file cannot be read
     */
    public <S> Optional<S> read(Function<NetworkArchive, S> state, Progress progress) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String damage;
        try {
            return Optional.of(state.apply(NetworkArchive.read(file)));
        } catch (EnvironmentException e) {
            throw e;
        } catch (RuntimeException e) {
            damage = String.valueOf(e.getMessage());
        }
        progress.warn("checkpoint '" + file + "' is damaged (" + damage + "); " + DamagedFile.setAside(file)
                + ", and training starts anew");
        return Optional.empty();
    }

    /**
     * Replaces the state.
     *
     * @throws EnvironmentException if it cannot be written
     */
    public void write(NetworkArchive state) {
        AtomicFiles.write(file, state::write);
    }

    /** Removes the state once it is no longer needed. */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new EnvironmentException("checkpoint '" + file + "' cannot be deleted: " + e.getMessage(), e);
        }
    }
}
