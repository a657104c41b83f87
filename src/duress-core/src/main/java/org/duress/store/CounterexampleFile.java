package org.duress.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.duress.DuressException;
import org.duress.attack.Perturbation;
import org.duress.attack.replay.ImageKey;
import org.duress.base.BoundedZip;
import org.duress.base.Grid;
import org.duress.base.Limit;
import org.duress.result.LeastScales;
import org.duress.store.Counterexample.Fall;
import org.duress.store.Npy.Floats;
import org.jspecify.annotations.Nullable;

/**
 * A counterexample as a file that {@code numpy.load} opens: a ZIP of {@code meta.json}, {@code deformation.npy}
 * {@code [height, width, 2]} and {@code intensity.npy} {@code [height, width]}, of several channels {@code [height,
 * width, channels]}. The same counterexample gives the same bytes.
 */
final class CounterexampleFile {
    private static final int FORMAT = 1;
    private static final int MOST_META_BYTES = 1 << 20;

    /** The largest slice has 2^25 values of D (see {@link Npy}), and as many of V at most. */
    private static final long MOST_BYTES = 300L << 20;

    private static final String META = "meta.json";
    private static final String DEFORMATION = "deformation.npy";
    private static final String INTENSITY = "intensity.npy";
    private static final Set<String> ENTRIES = Set.of(META, DEFORMATION, INTENSITY);
    private static final String ABOUT = "deformation: displacement in pixels, x (columns) then y (rows), row-major; the"
            + " perturbed pixel (y, x) samples the image at (y + D_y, x + D_x). intensity: added after that, in"
            + " standard"
            + " deviations of the subject. scale: the least share of both that breaks the organ on this slice;"
            + " deformationScale, intensityScale: of one of them alone; null where the whole does not. imageSha256:"
            + " of the clean"
            + " image as little-endian float32, in standard deviations.";

    private static final String ABOUT_CHANNELS =
            " Each channel of the image has an intensity of its own, the channels of a"
                    + " pixel side by side; all move alike.";

    /** The earliest that ZIP can say; files tell no date. */
    private static final LocalDateTime DATELESS = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final JsonMapper MAPPER = new JsonMapper();

    private CounterexampleFile() {}

    static void write(Path file, Counterexample example) throws IOException {
        Perturbation fields = example.fields();
        int height = fields.grid().height();
        int width = fields.grid().width();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, META, meta(example));
            put(zip, DEFORMATION, Npy.bytes(fields.deformation(), height, width, 2));
            put(
                    zip,
                    INTENSITY,
                    fields.channels() == 1
                            ? Npy.bytes(fields.intensity(), height, width)
                            : Npy.bytes(fields.intensity(), height, width, fields.channels()));
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(DATELESS);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private static byte[] meta(Counterexample example) throws IOException {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("format", FORMAT);
        json.put("about", example.fields().channels() == 1 ? ABOUT : ABOUT + ABOUT_CHANNELS);
        json.put("spec", example.spec());
        json.put("subject", example.subject());
        json.put("slice", example.slice());
        json.put("imageSha256", example.image().sha256());
        json.put("height", example.image().grid().height());
        json.put("width", example.image().grid().width());
        json.put("modelFingerprint", example.modelFingerprint());
        json.put("perceptibility", example.perceptibility());
        ArrayNode organs = json.putArray("organs");
        for (Fall fall : example.falls()) {
            ObjectNode organ = organs.addObject();
            organ.put("organ", fall.organ());
            organ.put("cleanDice", finite(fall.cleanDice()));
            organ.put("attackedDice", finite(fall.attackedDice()));
            organ.put("maxDiceDrop", fall.maxDiceDrop());
            organ.put("scale", orNull(fall.least().both()));
            organ.put("deformationScale", orNull(fall.least().deformation()));
            organ.put("intensityScale", orNull(fall.least().intensity()));
        }
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    }

    private static @Nullable Double finite(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    /**
     * Reads a file.
     *
     * @throws DuressException if it is damaged; the message is part of a sentence
     * @throws IOException if it cannot be read at all
     */
    static Counterexample read(Path file) throws IOException {
        try (BoundedZip zip = BoundedZip.open(file, new Limit(file.toString(), MOST_BYTES, ", which no field needs"))) {
            if (!zip.names().equals(ENTRIES)) {
                throw new DuressException(
                        zip.names().containsAll(ENTRIES)
                                ? "it has an entry that no counterexample has"
                                : "it has not all of " + META + ", " + DEFORMATION + " and " + INTENSITY);
            }
            if (zip.size(META).orElse(0L) > MOST_META_BYTES) {
                throw new DuressException(META + " is longer than any");
            }
            return example(json(zip.read(META)), floats(zip, DEFORMATION), floats(zip, INTENSITY));
        } catch (ZipException e) {
            throw new DuressException("it is no whole ZIP file: " + e.getMessage(), e);
        }
    }

    private static Floats floats(BoundedZip zip, String name) throws IOException {
        try (InputStream in = zip.stream(name)) {
            return Npy.read(in, name);
        }
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (IOException e) {
            // Not of the file, which is in memory: of text that is no JSON, or in no encoding of JSON.
            throw new DuressException(META + " is no JSON", e);
        }
    }

    private static Counterexample example(JsonNode meta, Floats deformation, Floats intensity) {
        if (meta.path("format").asInt() != FORMAT) {
            throw new DuressException("its format is " + meta.path("format") + ", not " + FORMAT);
        }
        int height = (int) number(meta, "height", 1, Short.MAX_VALUE);
        int width = (int) number(meta, "width", 1, Short.MAX_VALUE);
        int channels =
                intensity.shape().size() == 3 ? Math.max(1, intensity.shape().get(2)) : 1;
        if (!deformation.shape().equals(List.of(height, width, 2))
                || !intensity
                        .shape()
                        .equals(channels == 1 ? List.of(height, width) : List.of(height, width, channels))) {
            throw new DuressException("its fields are not of the size that " + META + " says");
        }
        requireFinite(deformation.values());
        requireFinite(intensity.values());
        List<Fall> falls = new ArrayList<>();
        for (JsonNode organ : meta.path("organs")) {
            falls.add(new Fall(
                    text(organ, "organ"),
                    orNaN(organ, "cleanDice"),
                    orNaN(organ, "attackedDice"),
                    number(organ, "maxDiceDrop", 0, 1),
                    new LeastScales(
                            optional(organ, "scale"),
                            optional(organ, "deformationScale"),
                            optional(organ, "intensityScale"))));
        }
        if (falls.isEmpty()) {
            throw new DuressException(META + " names no organ that fell");
        }
        return new Counterexample(
                text(meta, "spec"),
                text(meta, "subject"),
                text(meta, "slice"),
                new ImageKey(Grid.of(height, width), text(meta, "imageSha256")),
                text(meta, "modelFingerprint"),
                number(meta, "perceptibility", 0, Double.MAX_VALUE),
                falls,
                new Perturbation(deformation.values(), intensity.values(), 1, Grid.of(height, width), channels));
    }

    private static void requireFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new DuressException("a field holds " + value);
            }
        }
    }

    private static String text(JsonNode json, String key) {
        if (!json.path(key).isTextual()) {
            throw new DuressException(META + " has no text '" + key + "'");
        }
        return json.path(key).textValue();
    }

    private static double number(JsonNode json, String key, double least, double most) {
        JsonNode value = json.path(key);
        // Written so that NaN is refused too.
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw new DuressException(META + " has no number '" + key + "' between " + least + " and " + most);
        }
        return value.doubleValue();
    }

    private static double orNaN(JsonNode json, String key) {
        return optional(json, key).orElse(Double.NaN);
    }

    /** A number in [0, 1], or null. */
    private static OptionalDouble optional(JsonNode json, String key) {
        return json.path(key).isNull() ? OptionalDouble.empty() : OptionalDouble.of(number(json, key, 0, 1));
    }
}
