package org.duress.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.duress.DuressException;
import org.duress.base.BoundedZip;
import org.duress.base.ClassPath;
import org.duress.base.Heap;
import org.duress.base.Limit;
import org.duress.base.Sha256;
import org.duress.base.Temporaries;
import org.duress.spec.ModelSpec;

/** Reads model files as data: bounded in size, compressed or not, never executed. */
public final class ModelFile {
    /** Most bytes of a model, after decompression. A 2-D U-Net of 64 base channels has 0.13 GB. */
    public static final long MOST_BYTES = 1L << 30;

    /** The bytes, the numbers that a front end makes of them, and the network. */
    private static final int COPIES = 3;

    private ModelFile() {}

    /**
     * All bytes of a file, or of a resource where the path begins with {@code classpath:}.
     *
     * @throws DuressException if it is missing, unreadable, or larger than {@link #MOST_BYTES}
     * @throws org.duress.EnvironmentException if what becomes of it does not fit into memory
     */
    public static byte[] read(ModelSpec spec) {
        String location = location(spec);
        byte[] bytes = opened(
                spec,
                file -> {
                    long size = Files.size(file);
                    limit(location).require(size);
                    Heap.require(COPIES * size, "model " + location);
                    return limit(location).read(file);
                },
                resource -> limit(location).read(resource));
        Heap.require((long) COPIES * bytes.length, "model " + location);
        return bytes;
    }

    /**
     * A file, or a resource where the path begins with {@code classpath:}, as a zip.
     *
     * @throws DuressException if it is missing, unreadable, no zip or damaged, or unpacks to more than
     *     {@link #MOST_BYTES}
     * @throws org.duress.EnvironmentException if it does not fit into memory
     */
    @SuppressWarnings("MustBeClosedChecker") // closed by whoever asks
    public static BoundedZip unzip(ModelSpec spec) {
        String location = location(spec);
        return opened(spec, file -> BoundedZip.open(file, limit(location)), resource -> {
            Path copy = Temporaries.file();
            try {
                Files.write(copy, limit(location).read(resource));
                return BoundedZip.openAndDelete(copy, limit(location));
            } finally {
                Files.deleteIfExists(copy);
            }
        });
    }

    /**
     * All bytes of an entry.
     *
     * @param location for messages
     * @throws DuressException if it is damaged
     * @throws org.duress.EnvironmentException if what becomes of it does not fit into memory
     */
    public static byte[] read(BoundedZip zip, String entry, String location) {
        Heap.require(COPIES * zip.size(entry).orElse(0L), "model " + location);
        try {
            return zip.read(entry);
        } catch (IOException e) {
            throw unreadable(location, e);
        }
    }

    private interface Reading<S, T> {
        T of(S source) throws IOException;
    }

    private static <T> T opened(ModelSpec spec, Reading<Path, T> file, Reading<InputStream, T> stream) {
        String location = location(spec);
        if (ClassPath.isResource(spec.path())) {
            try (InputStream in = ClassPath.open(spec.path())
                    .orElseThrow(() -> new DuressException("there is no model "
                            + location.substring(ClassPath.PREFIX.length())
                            + " on the class path; check model.path"))) {
                return stream.of(in);
            } catch (IOException e) {
                throw unreadable(location, e);
            }
        }
        try {
            return file.of(spec.path());
        } catch (NoSuchFileException e) {
            throw new DuressException("there is no file " + location + "; check model.path", e);
        } catch (IOException e) {
            throw unreadable(location, e);
        }
    }

    private static DuressException unreadable(String location, IOException e) {
        return e instanceof ZipException
                ? new DuressException(
                        "file " + location + " is damaged (" + e.getMessage() + "); restore it or make it again", e)
                : new DuressException("file " + location + " cannot be read: " + e.getMessage(), e);
    }

    /** How messages name the model's file. */
    public static String location(ModelSpec spec) {
        return ClassPath.text(spec.path());
    }

    /**
     * SHA-256 (hex) of a model.
     *
     * @param spec whatever in it changes what the model answers becomes part of the fingerprint
     * @param parts weights and architecture
     */
    public static String fingerprint(ModelSpec spec, byte[]... parts) {
        String settings = String.join(
                "|",
                spec.format(),
                spec.head().name(),
                spec.layout().name(),
                spec.channels().toString(),
                spec.output().toString());
        byte[][] all = new byte[parts.length + 1][];
        all[0] = settings.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(parts, 0, all, 1, parts.length);
        return Sha256.of(all);
    }

    /**
     * Refuses a spec that says other channels than the model has.
     *
     * @param model how messages name it: "file unet.onnx"
     * @throws DuressException if it does
     */
    public static void requireChannels(ModelSpec spec, int channels, String model) {
        int said = spec.channels().orElse(channels);
        if (said != channels) {
            throw new DuressException(
                    model + " takes " + channels + " channels, not " + said + "; remove model.channels");
        }
    }

    /**
     * Refuses what is too large.
     *
     * @throws DuressException if there are more than {@link #MOST_BYTES}
     */
    public static void requireBounded(long bytes, String location) {
        limit(location).require(bytes);
    }

    private static Limit limit(String location) {
        return new Limit(location, MOST_BYTES, " when unpacked, which no 2-D segmentation model needs");
    }
}
