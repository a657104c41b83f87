package org.duress.gate.shard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.AtomicFiles;
import org.duress.base.Sha256;
import org.duress.gate.baseline.Batch;
import org.duress.gate.evidence.BatchTrials;
import org.duress.spec.DuressProperties;
import org.duress.spec.Shard;

/**
 * A file with what came of the batches of a shard: the bytes of one after the other ({@link TrialsCodec}), then JSON
 * that says what the shard is and where each batch lies, where that begins (eight bytes), and SHA-256 of all this. It
 * is either whole or absent.
 *
 * @param spec name of the spec
 * @param facts what it has in common with the other shards
 * @param batches where each lies
 */
public record ShardFile(Path path, Shard shard, String spec, ShardFacts facts, Map<Place, Span> batches) {
    /** How the names of all such files end. */
    public static final String SUFFIX = ".shard";

    private static final byte[] MAGIC = "duress shard\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SHA_BYTES = 32;
    private static final int TAIL = Long.BYTES + SHA_BYTES;
    private static final int MOST_JSON = 64 << 20;
    private static final JsonMapper MAPPER = new JsonMapper();

    /**
     * Tells a batch from the others of a cohort.
     *
     * @param first index of its first slice within the subject
     */
    public record Place(String subject, int first) {
        static Place of(Batch batch) {
            return new Place(batch.subject(), batch.first());
        }
    }

    /** Bytes of a file. */
    public record Span(long offset, long length) {}

    /** Writes batches as they are attacked. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes all of them.
         *
         * @param to is given each
         * @return what the shard has in common with the others
         */
        ShardFacts writeTo(Sink to) throws IOException;
    }

    /** Where batches go. */
    @FunctionalInterface
    public interface Sink {
        void add(Batch batch, BatchTrials trials) throws IOException;
    }

    /** The name of the file of a shard. */
    public static String name(Shard shard) {
        return shard.number() + "-of-" + shard.of() + SUFFIX;
    }

    /**
     * Writes a shard, which is there when all of it is, and not before.
     *
     * @throws EnvironmentException if it cannot be written
     */
    public static void write(Path path, Shard shard, String spec, Content content) {
        AtomicFiles.write(path, DuressProperties.REPORTS, file -> {
            MessageDigest digest = Sha256.start();
            try (OutputStream plain = new BufferedOutputStream(Files.newOutputStream(file))) {
                Counting out = new Counting(new DigestOutputStream(plain, digest));
                out.write(MAGIC);
                Map<Place, Span> batches = new LinkedHashMap<>();
                ShardFacts facts = content.writeTo((batch, trials) -> {
                    long offset = out.count;
                    TrialsCodec.write(trials, out);
                    batches.put(Place.of(batch), new Span(offset, out.count - offset));
                });
                long json = out.count;
                out.write(MAPPER.writeValueAsBytes(json(shard, spec, facts, batches)));
                new DataOutputStream(out).writeLong(json);
                out.flush();
                plain.write(digest.digest());
            }
        });
    }

    /** Knows how much was written. */
    private static final class Counting extends FilterOutputStream {
        long count;

        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            count++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            count += length;
        }
    }

    private static ObjectNode json(Shard shard, String spec, ShardFacts facts, Map<Place, Span> batches) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("shard", shard.number());
        json.put("of", shard.of());
        json.put("spec", spec);
        ObjectNode common = json.putObject("facts");
        facts.facts().forEach(common::put);
        ArrayNode all = json.putArray("batches");
        batches.forEach((place, span) -> all.addObject()
                .put("subject", place.subject())
                .put("first", place.first())
                .put("offset", span.offset())
                .put("length", span.length()));
        return json;
    }

    /**
     * Reads what a file says of itself; whether all of it is as it was written is not known yet.
     *
     * @throws DuressException if it is no shard, or damaged
     * @throws EnvironmentException if it cannot be read
     */
    static ShardFile read(Path path) {
        try {
            long size = Files.size(path);
            if (size < MAGIC.length + TAIL) {
                throw damaged(path, "it ends too early");
            }
            if (!Arrays.equals(bytes(path, 0, MAGIC.length), MAGIC)) {
                throw damaged(path, "it does not begin as one");
            }
            return understood(path, json(path, size));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw damaged(path, "it does not say what it is");
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * The same, known to be as it was written.
     *
     * @throws DuressException if it is damaged
     * @throws EnvironmentException if it cannot be read
     */
    ShardFile sound() {
        try (InputStream in = Files.newInputStream(path)) {
            MessageDigest digest = Sha256.start();
            update(digest, in, Files.size(path) - SHA_BYTES);
            if (!MessageDigest.isEqual(digest.digest(), in.readNBytes(SHA_BYTES))) {
                throw damaged(path, "its checksum does not fit");
            }
            return this;
        } catch (EOFException e) {
            throw damaged(path, "it ends too early");
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static void update(MessageDigest digest, InputStream in, long length) throws IOException {
        byte[] part = new byte[1 << 16];
        for (long left = length; left > 0; ) {
            int count = in.read(part, 0, (int) Math.min(part.length, left));
            if (count < 0) {
                throw new EOFException();
            }
            digest.update(part, 0, count);
            left -= count;
        }
    }

    private static byte[] json(Path path, long size) throws IOException {
        long from = ByteBuffer.wrap(bytes(path, size - TAIL, Long.BYTES)).getLong();
        long length = size - TAIL - from;
        if (from < MAGIC.length || length < 0 || length > MOST_JSON) {
            throw damaged(path, "it does not say where its batches are");
        }
        return bytes(path, from, length);
    }

    private static byte[] bytes(Path path, long from, long length) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            in.skipNBytes(from);
            return in.readNBytes((int) length);
        }
    }

    private static ShardFile understood(Path path, byte[] text) throws IOException {
        JsonNode json = MAPPER.readTree(text);
        Map<String, String> facts = new LinkedHashMap<>();
        json.path("facts")
                .properties()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
        Map<Place, Span> batches = new LinkedHashMap<>();
        for (JsonNode batch : json.path("batches")) {
            batches.put(
                    new Place(
                            batch.path("subject").asText(), batch.path("first").asInt()),
                    new Span(batch.path("offset").asLong(), batch.path("length").asLong()));
        }
        return new ShardFile(
                path,
                new Shard(json.path("shard").asInt(), json.path("of").asInt()),
                json.path("spec").asText(),
                new ShardFacts(facts),
                batches);
    }

    /**
     * The bytes of one of its batches, and what comes after them.
     *
     * @throws DuressException if it has no such batch
     * @throws EnvironmentException if it cannot be read
     */
    InputStream open(Batch batch) {
        Span span = batches.get(Place.of(batch));
        if (span == null) {
            throw damaged(path, "it lacks " + batch.named());
        }
        try {
            InputStream in = Files.newInputStream(path);
            try {
                in.skipNBytes(span.offset());
                return in;
            } catch (IOException e) {
                in.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static DuressException damaged(Path path, String what) {
        return new DuressException("shard file '" + path + "' is damaged (" + what
                + "); copy it again from where it was written, or run that shard again");
    }

    private static EnvironmentException unreadable(Path path, IOException e) {
        return new EnvironmentException(
                "cannot read shard file '" + path + "': " + e.getMessage()
                        + "; make it readable, or copy it again from where it was written",
                e);
    }

    /** For sentences. */
    @Override
    public String toString() {
        return "shard " + shard + " ('" + path + "')";
    }
}
