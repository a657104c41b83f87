package org.duress.base;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.duress.EnvironmentException;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that are kept until somebody asks for them: few of them on the heap, many in a temporary file, bit by bit the
 * same. Of a large volume a run keeps dozens of fields and answers, and works on one or two of them at a time.
 *
 * <p>The file lies in the system's folder for temporary files. It is deleted when nobody holds the numbers any more;
 * what a killed process left is swept up by the next one ({@link Temporaries}). For any number of threads.
 */
public final class KeptFloats {
    /** An array that takes more than this share of the heap is large. */
    private static final int HEAP_SHARE = 256;

    private static final int PART = 1 << 16;
    private static final Cleaner CLEANER = Cleaner.create();

    private final int length;
    private final float[] few;
    private final @Nullable Spilled many;

    private KeptFloats(int length, float[] few, @Nullable Spilled many) {
        this.length = length;
        this.few = few;
        this.many = many;
    }

    /**
     * Keeps numbers.
     *
     * @param values not to be changed from now on: few are kept as this very array
     * @throws EnvironmentException if they are many, and cannot be written
     */
    public static KeptFloats of(float[] values) {
        return of(values, Heap.most() / HEAP_SHARE);
    }

    /** The same on a heap of which so many bytes are few. */
    static KeptFloats of(float[] values, long most) {
        return (long) values.length * Float.BYTES <= most
                ? onHeap(values)
                : new KeptFloats(values.length, new float[0], Spilled.of(values));
    }

    /** Keeps numbers on the heap, however many they are. */
    public static KeptFloats onHeap(float[] values) {
        return new KeptFloats(values.length, values, null);
    }

    /** Whether they are few, and so on the heap. */
    public boolean few() {
        return many == null;
    }

    /**
     * The numbers: few as the array that was given, not a copy, many as a fresh one.
     *
     * @throws EnvironmentException if the temporary file cannot be read
     */
    public float[] values() {
        return many == null ? few : many.read(length);
    }

    /** A file with numbers, which nobody else knows. */
    private static final class Spilled {
        private final Path path;
        private final RandomAccessFile file;

        private Spilled(Path path, RandomAccessFile file) {
            this.path = path;
            this.file = file;
        }

        static Spilled of(float[] values) {
            Path path = Temporaries.file();
            try {
                // Not a channel, which an interrupted thread would close.
                RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
                Spilled spilled = new Spilled(path, file);
                CLEANER.register(spilled, new End(path, file));
                spilled.write(values);
                return spilled;
            } catch (IOException e) {
                Temporaries.delete(path);
                throw Unwritable.at(path, "java.io.tmpdir", e);
            }
        }

        private synchronized void write(float[] values) throws IOException {
            byte[] bytes = new byte[PART * Float.BYTES];
            FloatBuffer part =
                    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
            for (int from = 0; from < values.length; from += PART) {
                int count = Math.min(PART, values.length - from);
                part.clear();
                part.put(values, from, count);
                file.write(bytes, 0, count * Float.BYTES);
            }
        }

        synchronized float[] read(int length) {
            float[] values = new float[length];
            byte[] bytes = new byte[PART * Float.BYTES];
            FloatBuffer part =
                    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
            try {
                file.seek(0);
                for (int from = 0; from < length; from += PART) {
                    int count = Math.min(PART, length - from);
                    file.readFully(bytes, 0, count * Float.BYTES);
                    part.clear();
                    part.get(values, from, count);
                }
            } catch (IOException e) {
                throw new EnvironmentException(
                        "what was kept in the temporary file " + path + " cannot be read again (" + e.getMessage()
                                + "); run the test again, and leave java.io.tmpdir alone while it runs",
                        e);
            }
            return values;
        }
    }

    /** What is done when nobody holds the numbers any more. */
    private record End(Path path, RandomAccessFile file) implements Runnable {
        @Override
        public void run() {
            try {
                file.close();
            } catch (IOException e) {
                // Nothing of it is needed any more.
                return;
            } finally {
                Temporaries.delete(path);
            }
        }
    }
}
