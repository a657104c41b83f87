package org.duress.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.EOFException;
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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.duress.DuressException;
import org.duress.EnvironmentException;

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
    private static final int MOST_BYTES = 1 << 30;
    private static final ObjectMapper JSON = new ObjectMapper();

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
            Map<String, Integer> arrays) {}

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
        MessageDigest digest = sha256();
        for (Map.Entry<String, Network> entry : networks.entrySet()) {
            digest.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
            digest.update(json(entry.getValue().graph()));
            digest.update(bytes(entry.getValue().weights()));
            digest.update(bytes(entry.getValue().statistics()));
        }
        return HexFormat.of().formatHex(digest.digest());
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
            entry(zip, "manifest.json", manifest);
            entry(zip, "values.bin", buffer.array());
            entry(zip, "checksum", checksum(manifest, buffer.array()).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * Reads a file.
     *
     * @throws EnvironmentException if it is there and cannot be read
     * @throws DuressException if it is missing, no such archive, or damaged
     */
    public static NetworkArchive read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        } catch (NoSuchFileException e) {
            throw new DuressException("there is no file " + file + "; check the path", e);
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    /** A file that is there and whose bytes do not come: no damage. */
    private static EnvironmentException unreadable(String name, IOException e) {
        String why = e instanceof AccessDeniedException ? "no permission" : e.getMessage();
        return new EnvironmentException("file " + name + " cannot be read: " + why + "; make it readable", e);
    }

    /**
     * Reads from a stream, which is not closed.
     *
     * @param name for messages
     * @throws DuressException if it is no such archive, or damaged
     */
    public static NetworkArchive read(InputStream in, String name) {
        int left = MOST_BYTES;
        byte[] manifestBytes = {};
        byte[] values = {};
        String checksum = "";
        try {
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readNBytes(left + 1);
                left -= content.length;
                if (left < 0) {
                    throw new DuressException("file " + name + " holds more than " + (MOST_BYTES >> 20)
                            + " MiB when unpacked, which no network here needs; check where it comes from");
                }
                switch (entry.getName()) {
                    case "manifest.json" -> manifestBytes = content;
                    case "values.bin" -> values = content;
                    case "checksum" -> checksum = new String(content, StandardCharsets.US_ASCII);
                    default ->
                        throw new DuressException(
                                "file " + name + " is no Duress network: it holds '" + entry.getName() + "'");
                }
            }
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new DuressException(
                    "file " + name + " is damaged (" + e.getMessage() + "); restore it or make it again", e);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
        if (manifestBytes.length == 0) {
            throw new DuressException("file " + name + " is no Duress network: it is not a zip with manifest.json");
        }
        if (!checksum.equals(checksum(manifestBytes, values))) {
            throw new DuressException(
                    "file " + name + " is damaged (its checksum does not match); restore it or make it again");
        }
        return parse(manifestBytes, values, name);
    }

    private static NetworkArchive parse(byte[] manifestBytes, byte[] values, String name) {
        Manifest manifest;
        try {
            manifest = JSON.readValue(manifestBytes, Manifest.class);
        } catch (IOException | IllegalArgumentException e) {
            throw new DuressException(
                    "file " + name + " has a manifest that this version cannot read: " + firstLine(e), e);
        }
        if (!FORMAT.equals(manifest.format())) {
            throw new DuressException(
                    "file " + name + " has format " + manifest.format() + ", this version reads " + FORMAT);
        }
        ByteBuffer buffer = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Network> networks = new LinkedHashMap<>();
        Map<String, float[]> arrays = new LinkedHashMap<>();
        try {
            manifest.graphs().forEach((key, graph) -> {
                float[] weights = take(buffer, manifest.weights().getOrDefault(key, 0));
                float[] statistics = take(buffer, manifest.statistics().getOrDefault(key, 0));
                networks.put(key, Network.of(graph, weights, statistics));
            });
            manifest.arrays().forEach((key, length) -> arrays.put(key, take(buffer, length)));
        } catch (RuntimeException e) {
            throw new DuressException("file " + name + " has values that do not fit its graphs: " + firstLine(e), e);
        }
        return new NetworkArchive(networks, manifest.properties(), arrays);
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static float[] take(ByteBuffer buffer, int length) {
        if (length < 0 || length > buffer.remaining() / 4) {
            throw new IllegalArgumentException("it promises more values than it holds");
        }
        float[] values = new float[length];
        buffer.asFloatBuffer().get(values);
        buffer.position(buffer.position() + 4 * length);
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
        MessageDigest digest = sha256();
        digest.update(manifest);
        digest.update(values);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By content. */
    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
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
