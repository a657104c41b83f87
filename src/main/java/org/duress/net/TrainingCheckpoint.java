package org.duress.net;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.EnvironmentException;

/** The state of a training run, in one file that is replaced atomically: after a kill it is the old one or the new one. */
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
     * The state that was written last; empty if there is none, or it is damaged (training then starts anew).
     */
    public Optional<NetworkArchive> read() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(NetworkArchive.read(file));
        } catch (DuressException damaged) {
            return Optional.empty();
        }
    }

    /**
     * Replaces the state.
     *
     * @throws DuressException if it cannot be written
     */
    public void write(NetworkArchive state) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            state.write(fresh);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "checkpoint " + file + " cannot be written (" + e.getMessage()
                            + "); free space or choose another folder",
                    e);
        }
    }

    /** Removes the state once it is no longer needed. */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new EnvironmentException("checkpoint " + file + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}
