package org.duress.base;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.duress.EnvironmentException;

/**
 * A temporary file for bytes that are not to take memory: one, however much is put into it, with room that is used
 * again. It is made when it is first needed, in the system's folder for temporary files, and its name is taken away at
 * once where a system lets an open file lose it (all but Windows): the bytes then end with the process, however that
 * ends. Where not, it goes when the process ends, or is swept up by a later one ({@link Temporaries}). For any number
 * of threads.
 */
final class Scratch {
    /** Most bytes that are written or read at once. */
    static final int PART = 1 << 18;

    /** Several threads read at once, each through a descriptor of its own. */
    private static final int DESCRIPTORS = 4;

    /** So much at the end of the file has to be free for it to be cut. */
    private static final long CUT = 1L << 26;

    /** So much, at least, may be written beyond what is used again, before garbage is looked for. */
    private static final long UNCOLLECTED = 1L << 30;

    private final Supplier<Path> making;
    private final FreeSpace space = new FreeSpace();
    private List<RandomAccessFile> files = List.of();
    private String name = "";
    private long length;
    private long taken;
    private long grown;

    /**
     * A file that is not there yet.
     *
     * @param making makes an empty file, and gives its path
     */
    Scratch(Supplier<Path> making) {
        this.making = making;
    }

    /** Bytes that somebody holds, or nobody has been found not to. */
    synchronized long taken() {
        return taken;
    }

    /** Bytes of the file. */
    synchronized long length() {
        return length;
    }

    /**
     * Takes room for bytes, which are to be written.
     *
     * @param bytes at least 1
     * @return where it begins
     * @throws EnvironmentException if there is no file, and none can be made
     */
    long take(long bytes) {
        if (grewMuch(bytes)) {
            // Nobody frees what became garbage before it is found, and arrays that lie here fill no heap: so is it done
            // for the buffers of java.nio.
            System.gc();
        }
        synchronized (this) {
            open();
            long place = space.take(bytes);
            length = Math.max(length, space.end());
            taken += bytes;
            return place;
        }
    }

    private synchronized boolean grewMuch(long bytes) {
        if (space.fits(bytes)) {
            return false;
        }
        grown += bytes;
        boolean much = grown > Math.max(UNCOLLECTED, taken);
        grown = much ? 0 : grown;
        return much;
    }

    /** Gives room back, of which nobody may read any more. */
    synchronized void give(long place, long bytes) {
        space.give(place, bytes);
        taken -= bytes;
        if (length - space.end() >= CUT || taken == 0) {
            cut();
        }
    }

    private void cut() {
        RandomAccessFile file = files.get(0);
        try {
            synchronized (file) {
                file.setLength(space.end());
            }
            length = space.end();
        } catch (IOException e) {
            // It stays as long as it is; what comes next is written over it.
            return;
        }
    }

    private void open() {
        if (!files.isEmpty()) {
            return;
        }
        Path made = making.get();
        List<RandomAccessFile> opened = new ArrayList<>();
        try {
            for (int i = 0; i < DESCRIPTORS; i++) {
                // Not a channel, which an interrupted thread would close.
                opened.add(new RandomAccessFile(made.toFile(), "rw"));
            }
        } catch (IOException e) {
            opened.forEach(Scratch::close);
            Temporaries.delete(made);
            throw Unwritable.at(made, "java.io.tmpdir", e);
        }
        Temporaries.delete(made);
        if (Files.exists(made)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                opened.forEach(Scratch::close);
                Temporaries.delete(made);
            }));
        }
        files = List.copyOf(opened);
        name = made.toString();
    }

    private static void close(RandomAccessFile file) {
        try {
            file.close();
        } catch (IOException e) {
            // Nothing of it is needed any more.
            return;
        }
    }

    /**
     * Writes into room that was taken.
     *
     * @throws EnvironmentException if that fails, for example because the disk is full
     */
    void write(long at, byte[] bytes, int count) {
        RandomAccessFile file = file(at);
        try {
            synchronized (file) {
                file.seek(at);
                file.write(bytes, 0, count);
            }
        } catch (IOException e) {
            throw Unwritable.at(Path.of(name()), "java.io.tmpdir", e);
        }
    }

    /**
     * Reads what was written.
     *
     * @throws EnvironmentException if that fails
     */
    void read(long at, byte[] bytes, int count) {
        RandomAccessFile file = file(at);
        try {
            synchronized (file) {
                file.seek(at);
                file.readFully(bytes, 0, count);
            }
        } catch (IOException e) {
            String why = e instanceof EOFException ? "it was cut" : e.getMessage();
            throw new EnvironmentException(
                    "what was kept in the temporary file " + name() + " cannot be read again (" + why
                            + "); run the test again, and leave java.io.tmpdir alone while it runs",
                    e);
        }
    }

    private synchronized RandomAccessFile file(long at) {
        return files.get((int) (at / PART % files.size()));
    }

    private synchronized String name() {
        return name;
    }
}
