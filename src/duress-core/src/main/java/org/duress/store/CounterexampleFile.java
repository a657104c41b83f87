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
import org.duress.base.ImageKind;
import org.duress.base.Limit;
import org.duress.result.LeastScales;
import org.duress.store.Counterexample.Fall;
import org.duress.store.Npy.Floats;
import org.jspecify.annotations.Nullable;

/**
 * A counterexample as a file that {@code numpy.load} opens: a ZIP of {@code meta.json}, {@code deformation.npy}
 * {@code [height, width, 2]} and {@code intensity.npy} {@code [height, width]}; of a volume {@code [planes, height,
 * width, 3]} and {@code [planes, height, width]}. Of several channels V has one more axis. The same counterexample
 * gives the same bytes.
 */
final class CounterexampleFile {
    /** Of slices; older than volumes. */
    private static final int FORMAT = 1;

    /** Of volumes. */
    private static final int FORMAT_OF_VOLUMES = 2;

    private static final int MOST_META_BYTES = 1 << 20;

    /** As many values of D as there can be, and as many of V at most. */
    private static final long MOST_BYTES = 2 * Npy.MOST_VALUES * Float.BYTES + (2L << 20);

    private static final String META = "meta.json";
    private static final String DEFORMATION = "deformation.npy";
    private static final String INTENSITY = "intensity.npy";
    private static final Set<String> ENTRIES = Set.of(META, DEFORMATION, INTENSITY);
    private static final String OF_SLICE = "deformation: displacement in pixels, x (columns) then y (rows), row-major;"
            + " the perturbed pixel (y, x) samples the image at (y + D_y, x + D_x).";

    private static final String OF_VOLUME = "deformation: displacement in voxels, x (columns), y (rows), then z"
            + " (planes), row-major; the perturbed voxel (z, y, x) samples the image at (z + D_z, y + D_y, x + D_x).";

    /** The earliest that ZIP can say; files tell no date. */
    private static final LocalDateTime DATELESS = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final JsonMapper MAPPER = new JsonMapper();

    private CounterexampleFile() {}

    static void write(Path file, Counterexample example) throws IOException {
        Perturbation fields = example.fields();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            begin(zip, META);
            zip.write(meta(example, fields));
            zip.closeEntry();
            begin(zip, DEFORMATION);
            Npy.write(zip, fields.deformation(), shape(fields.grid(), fields.components()));
            zip.closeEntry();
            begin(zip, INTENSITY);
            Npy.write(zip, fields.intensity(), ofIntensity(fields.grid(), fields.channels()));
            zip.closeEntry();
        }
    }

    private static List<Integer> ofIntensity(Grid grid, int channels) {
        return channels == 1 ? grid.sizes() : shape(grid, channels);
    }

    private static List<Integer> shape(Grid grid, int values) {
        List<Integer> shape = new ArrayList<>(grid.sizes());
        shape.add(values);
        return List.copyOf(shape);
    }

    private static void begin(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(DATELESS);
        zip.putNextEntry(entry);
    }

    private static byte[] meta(Counterexample example, Perturbation fields) throws IOException {
        ObjectNode json = MAPPER.createObjectNode();
        Grid grid = example.image().grid();
        boolean slice = grid.kind() == ImageKind.SLICE;
        json.put("format", slice ? FORMAT : FORMAT_OF_VOLUMES);
        json.put("about", about(grid.kind(), fields.channels()));
        json.put("spec", example.spec());
        json.put("subject", example.subject());
        json.put("slice", example.slice());
        json.put("imageSha256", example.image().sha256());
        if (!slice) {
            json.put("planes", grid.planes());
        }
        json.put("height", grid.rows());
        json.put("width", grid.columns());
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

    private static String about(ImageKind kind, int channels) {
        String about = (kind == ImageKind.SLICE ? OF_SLICE : OF_VOLUME)
                + " intensity: added after that, in standard deviations of the subject. scale: the least share of both"
                + " that breaks the organ on this " + kind.image() + "; deformationScale, intensityScale: of one of"
                + " them alone; null where the whole does not. imageSha256: of the clean image as little-endian"
                + " float32, in standard deviations.";
        return channels == 1
                ? about
                : about + " Each channel of the image has an intensity of its own, the channels of a " + kind.point()
                        + " side by side; all move alike.";
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
        Grid grid = grid(meta);
        int channels = intensity.shape().size() > grid.rank()
                ? Math.max(1, intensity.shape().get(grid.rank()))
                : 1;
        if (!deformation.shape().equals(shape(grid, grid.rank()))
                || !intensity.shape().equals(ofIntensity(grid, channels))) {
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
                new ImageKey(grid, text(meta, "imageSha256")),
                text(meta, "modelFingerprint"),
                number(meta, "perceptibility", 0, Double.MAX_VALUE),
                falls,
                new Perturbation(deformation.values(), intensity.values(), 1, grid, channels));
    }

    private static Grid grid(JsonNode meta) {
        int format = meta.path("format").asInt();
        if (format != FORMAT && format != FORMAT_OF_VOLUMES) {
            throw new DuressException(
                    "its format is " + meta.path("format") + ", not " + FORMAT + " or " + FORMAT_OF_VOLUMES);
        }
        int height = (int) number(meta, "height", 1, Short.MAX_VALUE);
        int width = (int) number(meta, "width", 1, Short.MAX_VALUE);
        return format == FORMAT
                ? Grid.of(height, width)
                : Grid.of((int) number(meta, "planes", 1, Short.MAX_VALUE), height, width);
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
