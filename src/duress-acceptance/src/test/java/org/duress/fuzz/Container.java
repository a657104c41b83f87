package org.duress.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What files are made of: parts that are changed one by one, and put together again with every checksum right. */
enum Container {
    /** No parts. */
    PLAIN {
        @Override
        List<Part> open(byte[] file) {
            return List.of(new Part(new byte[0], file, false));
        }

        @Override
        byte[] close(List<Part> parts) {
            return parts.isEmpty() ? new byte[0] : parts.get(0).content();
        }
    },
    /** The parts are the entries. */
    ZIP {
        @Override
        List<Part> open(byte[] file) throws IOException {
            List<Part> parts = new ArrayList<>();
            try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(file))) {
                for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    byte[] name = entry.getName().getBytes(StandardCharsets.UTF_8);
                    parts.add(new Part(name, in.readAllBytes(), entry.getMethod() == ZipEntry.STORED));
                }
            }
            return parts;
        }

        @Override
        byte[] close(List<Part> parts) {
            return Zips.of(parts);
        }
    },
    /** A zip whose entry {@code checksum} holds the SHA-256 of the first two. */
    ARCHIVE {
        @Override
        List<Part> open(byte[] file) throws IOException {
            return ZIP.open(file);
        }

        @Override
        byte[] close(List<Part> parts) {
            List<Part> summed = new ArrayList<>(parts);
            for (int i = 2; i < summed.size(); i++) {
                if (Arrays.equals(summed.get(i).name(), "checksum".getBytes(StandardCharsets.US_ASCII))) {
                    summed.set(
                            i,
                            summed.get(i)
                                    .with(sha256(
                                            summed.get(0).content(),
                                            summed.get(1).content())));
                }
            }
            return ZIP.close(summed);
        }
    },
    /** The one part is what is compressed. */
    GZIP {
        @Override
        List<Part> open(byte[] file) throws IOException {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
                return List.of(new Part(new byte[0], in.readAllBytes(), false));
            }
        }

        @Override
        byte[] close(List<Part> parts) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            // One member a part: gzip lets several follow each other.
            for (Part part : parts) {
                try (OutputStream out = new GZIPOutputStream(bytes)) {
                    out.write(part.content());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return bytes.toByteArray();
        }
    },
    /** The parts are the chunks, in their order; the image's own compression stays as it is. */
    PNG {
        private static final int SIGNATURE = 8;

        @Override
        List<Part> open(byte[] file) {
            List<Part> parts = new ArrayList<>();
            ByteBuffer in = ByteBuffer.wrap(file).position(SIGNATURE);
            while (in.hasRemaining()) {
                byte[] content = new byte[in.getInt()];
                byte[] type = new byte[4];
                in.get(type).get(content).getInt();
                parts.add(new Part(type, content, true));
            }
            return parts;
        }

        @Override
        byte[] close(List<Part> parts) {
            int length = SIGNATURE
                    + parts.stream().mapToInt(p -> 12 + p.content().length).sum();
            ByteBuffer out = ByteBuffer.allocate(length).putLong(0x89504e470d0a1a0aL);
            for (Part part : parts) {
                byte[] type = Arrays.copyOf(part.name(), 4);
                CRC32 crc = new CRC32();
                crc.update(type);
                crc.update(part.content());
                out.putInt(part.content().length).put(type).put(part.content()).putInt((int) crc.getValue());
            }
            return out.array();
        }
    };

    /**
     * A part.
     *
     * @param stored not compressed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Part(byte[] name, byte[] content, boolean stored) {
        Part with(byte[] other) {
            return new Part(name, other, stored);
        }

        Part named(byte[] other) {
            return new Part(other, content, stored);
        }
    }

    /** The parts of a good file. */
    abstract List<Part> open(byte[] file) throws IOException;

    /** A file of these parts, whatever they hold. */
    abstract byte[] close(List<Part> parts);

    private static byte[] sha256(byte[]... contents) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] content : contents) {
                digest.update(content);
            }
            return HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
