package org.duress.model;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.duress.DuressException;
import org.duress.spec.ModelSpec;

/** Reads model files as data: bounded in size, compressed or not, never executed. */
public final class ModelFile {
    /** Most bytes of a model, after decompression. A 2-D U-Net of 64 base channels has 0.13 GB. */
    public static final long MOST_BYTES = 1L << 30;

    private ModelFile() {}

    /**
     * All bytes of a file, or of a resource where the path begins with {@code classpath:}.
     *
     * @throws DuressException if it is missing, unreadable, or larger than {@link #MOST_BYTES}
     */
    public static byte[] read(ModelSpec spec) {
        String location = location(spec);
        if (location.startsWith(ModelSpec.CLASSPATH)) {
            String resource = location.substring(ModelSpec.CLASSPATH.length());
            try (InputStream in = ModelFile.class.getClassLoader().getResourceAsStream(resource)) {
                if (in == null) {
                    throw new DuressException("there is no model " + resource + " on the class path; check model.path");
                }
                return bounded(in, location);
            } catch (IOException e) {
                throw new DuressException("model " + location + " cannot be read: " + e.getMessage(), e);
            }
        }
        try (InputStream in = Files.newInputStream(spec.path())) {
            return bounded(in, location);
        } catch (NoSuchFileException e) {
            throw new DuressException("there is no file " + location + "; check model.path", e);
        } catch (IOException e) {
            throw new DuressException("file " + location + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The entries of a zip, by name.
     *
     * @param location for messages
     * @param wanted which are kept; others are not even unpacked
     * @throws DuressException if it is no zip, is damaged, or unpacks to more than {@link #MOST_BYTES}
     */
    public static Map<String, byte[]> unzip(byte[] zip, String location, Set<String> wanted) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        long total = 0;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                // Others are skipped, and skipping inflates: bounded all the same.
                byte[] content = in.readNBytes((int) Math.min(MOST_BYTES - total + 1, Integer.MAX_VALUE - 8));
                total += content.length;
                requireBounded(total, location);
                if (wanted.contains(entry.getName())) {
                    entries.put(entry.getName(), content);
                }
            }
        } catch (ZipException | EOFException e) {
            throw new DuressException(
                    "file " + location + " is damaged (" + e.getMessage() + "); restore it or make it again", e);
        } catch (IOException e) {
            throw new DuressException("file " + location + " cannot be read: " + e.getMessage(), e);
        }
        return entries;
    }

    /** How messages name the model's file. */
    public static String location(ModelSpec spec) {
        // A resource's path goes through Path, which turns its slashes on Windows.
        String text = spec.path().toString();
        return text.startsWith(ModelSpec.CLASSPATH) ? text.replace('\\', '/') : text;
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
        return sha256(all);
    }

    static String sha256(byte[]... parts) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        for (byte[] part : parts) {
            digest.update(part);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Refuses what is too large.
     *
     * @throws DuressException if there are more than {@link #MOST_BYTES}
     */
    public static void requireBounded(long bytes, String location) {
        if (bytes > MOST_BYTES || bytes < 0) {
            throw new DuressException("file " + location + " holds more than " + (MOST_BYTES >> 20)
                    + " MiB when unpacked, which no 2-D segmentation model needs; check where it comes from");
        }
    }

    private static byte[] bounded(InputStream in, String location) throws IOException {
        byte[] bytes = in.readNBytes((int) Math.min(MOST_BYTES + 1, Integer.MAX_VALUE - 8));
        requireBounded(bytes.length, location);
        return bytes;
    }
}
