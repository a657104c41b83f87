package org.duress.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.BoundedZip;
import org.duress.base.Extent;
import org.duress.base.FloatReader;
import org.duress.base.Heap;
import org.duress.base.Limit;
import org.duress.base.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Networks in one file: a zip of {@code manifest.json} (graphs, properties, lengths), {@code values.bin} (float32,
 * little-endian) and {@code checksum} (SHA-256 of the two). It holds data only; nothing in it is executed. The same
 * content gives the same bytes.
 *
 * @param networks by name, in order
 * @param properties what else should be known, as text
 * @param arrays further numbers, such as an optimiser's state, by name
 */
public record NetworkArchive(
        Map<String, Network> networks, Map<String, String> properties, Map<String, float[]> arrays) {

    private static final String FORMAT = "duress-networks/2";
    /** The first entry of an archive. */
    public static final String MANIFEST = "manifest.json";

    private static final String VALUES = "values.bin";
    private static final String CHECKSUM = "checksum";
    private static final Set<String> ENTRIES = Set.of(MANIFEST, VALUES, CHECKSUM);

    /** A 2-D U-Net of 64 base channels has 0.13 GB. */
    private static final int MOST_BYTES = 1 << 30;

    /** A graph of some hundred nodes has 50 kB. */
    private static final int MOST_MANIFEST_BYTES = 1 << 22;

    /** The values as they are read, in the network that holds them, and folded. */
    private static final int COPIES = 3;

    private static final ObjectMapper JSON = json();

    public NetworkArchive {
        networks = Collections.unmodifiableMap(new LinkedHashMap<>(networks));
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    private record Manifest(
            String format,
            Map<String, String> properties,
            Map<String, Graph> graphs,
            Map<String, Integer> weights,
            Map<String, Integer> statistics,
            Map<String, Integer> arrays) {
        Manifest {
            properties = given(properties);
            graphs = given(graphs);
            weights = given(weights);
            statistics = given(statistics);
            arrays = given(arrays);
        }

        /** A file may leave out what it likes. */
        private static <V> Map<String, V> given(@Nullable Map<String, V> map) {
            return map == null ? Map.of() : map;
        }
    }

    /**
     * One of the networks.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public Network network(String name) {
        Network network = networks.get(name);
        if (network == null) {
            throw new IllegalArgumentException("no network '" + name + "', only " + networks.keySet());
        }
        return network;
    }

    /**
     * One of the properties.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public String property(String name) {
        String property = properties.get(name);
        if (property == null) {
            throw new IllegalArgumentException("no property '" + name + "', only " + properties.keySet());
        }
        return property;
    }

    /**
     * One of the arrays.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public float[] array(String name) {
        float[] array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no array '" + name + "', only " + arrays.keySet());
        }
        return array;
    }

    /** SHA-256 (hex) of graphs and values, properties left out. */
    public String fingerprint() {
        MessageDigest digest = Sha256.start();
        for (Map.Entry<String, Network> entry : networks.entrySet()) {
            digest.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
            digest.update(json(entry.getValue().graph()));
            digest.update(bytes(entry.getValue().weights()));
            digest.update(bytes(entry.getValue().statistics()));
        }
        return Sha256.end(digest);
    }

    /**
     * Writes the file, plainly; whoever needs it atomic writes elsewhere and moves.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(out);
        }
    }

    private void write(OutputStream out) throws IOException {
        Map<String, Graph> graphs = new LinkedHashMap<>();
        Map<String, Integer> weights = new LinkedHashMap<>();
        Map<String, Integer> statistics = new LinkedHashMap<>();
        Map<String, Integer> lengths = new LinkedHashMap<>();
        int total = 0;
        Map<String, float[][]> values = new LinkedHashMap<>();
        for (Map.Entry<String, Network> entry : networks.entrySet()) {
            Network network = entry.getValue();
            float[][] both = {network.weights(), network.statistics()};
            graphs.put(entry.getKey(), network.graph());
            weights.put(entry.getKey(), both[0].length);
            statistics.put(entry.getKey(), both[1].length);
            values.put(entry.getKey(), both);
            total += both[0].length + both[1].length;
        }
        for (Map.Entry<String, float[]> entry : arrays.entrySet()) {
            lengths.put(entry.getKey(), entry.getValue().length);
            total += entry.getValue().length;
        }
        ByteBuffer buffer = ByteBuffer.allocate(4 * total).order(ByteOrder.LITTLE_ENDIAN);
        values.values().forEach(both -> {
            put(buffer, both[0]);
            put(buffer, both[1]);
        });
        arrays.values().forEach(array -> put(buffer, array));
        byte[] manifest = json(new Manifest(FORMAT, properties, graphs, weights, statistics, lengths));
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            entry(zip, MANIFEST, manifest);
            entry(zip, VALUES, buffer.array());
            entry(zip, CHECKSUM, checksum(manifest, buffer.array()).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * Reads a file.
     *
     * @throws EnvironmentException if it may be good, but cannot be read, or does not fit into memory
     * @throws DuressException if it is missing, no such archive, or damaged
     */
    public static NetworkArchive read(Path file) {
        try (BoundedZip zip = BoundedZip.open(file, limit(file.toString()))) {
            return read(zip, file.toString());
        } catch (NoSuchFileException e) {
            throw new DuressException("there is no file " + file + "; check the path", e);
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    private static Limit limit(String location) {
        return new Limit(location, MOST_BYTES, " when unpacked, which no network here needs");
    }

    /** Damage, or a file that is there and whose bytes do not come. */
    private static DuressException unreadable(String name, IOException e) {
        if (e instanceof ZipException) {
            return new DuressException(
                    "file " + name + " is no Duress network, or damaged (" + e.getMessage()
                            + "); restore it or make it again",
                    e);
        }
        String why = e instanceof AccessDeniedException ? "no permission" : e.getMessage();
        return new EnvironmentException("file " + name + " cannot be read: " + why + "; make it readable", e);
    }

    /**
     * Reads from an open zip.
     *
     * @param name for messages
     * @throws DuressException if it is no such archive, or damaged
     * @throws EnvironmentException if it may be good, but does not fit into memory
     */
    public static NetworkArchive read(BoundedZip zip, String name) {
        for (String entry : zip.names()) {
            if (!ENTRIES.contains(entry)) {
                throw new DuressException("file " + name + " is no Duress network: it holds '" + entry + "'");
            }
        }
        long length = zip.size(VALUES).orElse(0L);
        Heap.require(COPIES * length, "file " + name);
        return Heap.within("file " + name, () -> {
            try {
                return parse(zip, length, name);
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        });
    }

    private static NetworkArchive parse(BoundedZip zip, long length, String name) throws IOException {
        new Limit(name, MOST_MANIFEST_BYTES, " of manifest, which no network here needs")
                .require(zip.size(MANIFEST).orElse(0L));
        byte[] manifestBytes = zip.read(MANIFEST);
        Manifest manifest = manifest(manifestBytes, name);
        requireLengths(manifest, length, name);
        MessageDigest digest = Sha256.start();
        digest.update(manifestBytes);
        Map<String, Network> networks = new LinkedHashMap<>();
        Map<String, float[]> arrays = new LinkedHashMap<>();
        try (InputStream in = new DigestInputStream(zip.stream(VALUES), digest)) {
            for (Map.Entry<String, Graph> entry : manifest.graphs().entrySet()) {
                float[] weights = take(in, of(manifest.weights(), entry.getKey()));
                float[] statistics = take(in, of(manifest.statistics(), entry.getKey()));
                try {
                    networks.put(entry.getKey(), Network.of(entry.getValue(), weights, statistics));
                } catch (IllegalArgumentException e) {
                    throw new DuressException(
                            "file " + name + " has values that do not fit its graphs: " + firstLine(e), e);
                }
            }
            for (Map.Entry<String, Integer> entry : manifest.arrays().entrySet()) {
                arrays.put(entry.getKey(), take(in, entry.getValue()));
            }
            // The end is reached, so that the zip's own checksum is compared.
            if (in.read() >= 0) {
                throw new ZipException("it holds more values than its manifest says");
            }
        }
        String checksum = new String(zip.read(CHECKSUM), StandardCharsets.US_ASCII);
        if (!checksum.equals(Sha256.end(digest))) {
            throw new DuressException(
                    "file " + name + " is damaged (its checksum does not match); restore it or make it again");
        }
        return new NetworkArchive(networks, manifest.properties(), arrays);
    }

    private static Manifest manifest(byte[] bytes, String name) {
        Manifest manifest;
        try {
            manifest = JSON.readValue(bytes, Manifest.class);
        } catch (IOException | IllegalArgumentException e) {
            throw new DuressException(
                    "file " + name + " has a manifest that this version cannot read" + where(e)
                            + "; restore it or make it again",
                    e);
        }
        if (manifest == null || !FORMAT.equals(manifest.format())) {
            throw new DuressException("file " + name + " has format " + (manifest == null ? "none" : manifest.format())
                    + ", this version reads " + FORMAT);
        }
        return manifest;
    }

    /** Before any of them is allocated. */
    private static void requireLengths(Manifest manifest, long length, String name) {
        long values = 0;
        for (Map<String, Integer> lengths : List.of(manifest.weights(), manifest.statistics(), manifest.arrays())) {
            for (Integer own : lengths.values()) {
                values += own == null || own < 0 ? Integer.MAX_VALUE : own;
            }
        }
        boolean graphs = manifest.graphs().values().stream().allMatch(Objects::nonNull);
        if (values * Float.BYTES != length || !graphs) {
            throw new DuressException("file " + name + " is damaged (its manifest says other lengths than its values"
                    + " have); restore it or make it again");
        }
    }

    private static int of(Map<String, Integer> lengths, String network) {
        return lengths.getOrDefault(network, 0);
    }

    /** The place in the JSON; what the reader says is about classes that no reader of a sentence knows. */
    private static String where(Exception e) {
        return e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                ? " (at "
                        + mapping.getPath().stream()
                                .map(at -> at.getFieldName() == null ? "[" + at.getIndex() + "]" : at.getFieldName())
                                .collect(Collectors.joining("."))
                        + ")"
                : " (it is no JSON, or no network's)";
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static float[] take(InputStream in, int length) throws IOException {
        float[] values = new float[length];
        if (FloatReader.read(in, values, 0, length) < length) {
            throw new ZipException("it holds fewer values than its manifest says");
        }
        return values;
    }

    private static void put(ByteBuffer buffer, float[] values) {
        buffer.asFloatBuffer().put(values);
        buffer.position(buffer.position() + 4 * values.length);
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        put(buffer, values);
        return buffer.array();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0); // same content, same bytes
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static String checksum(byte[] manifest, byte[] values) {
        return Sha256.of(manifest, values);
    }

    private static ObjectMapper json() {
        ObjectMapper json = new ObjectMapper();
        json.registerSubtypes(Op.kinds());
        json.addMixIn(Extent.class, ExtentInArchives.class);
        return json;
    }

    private static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By content. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NetworkArchive archive
                && fingerprint().equals(archive.fingerprint())
                && properties.equals(archive.properties)
                && arrays.keySet().equals(archive.arrays.keySet())
                && arrays.keySet().stream().allMatch(key -> Arrays.equals(array(key), archive.array(key)));
    }

    @Override
    public int hashCode() {
        return fingerprint().hashCode();
    }
}
