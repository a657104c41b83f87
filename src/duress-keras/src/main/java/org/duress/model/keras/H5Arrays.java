package org.duress.model.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.filter.PipelineFilterWithData;
import io.jhdf.object.message.DataLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.duress.DuressException;
import org.duress.base.Heap;
import org.duress.model.ModelFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads groups, attributes and arrays of an HDF5 file while it counts them. Read from memory; links are not followed,
 * for they may lead to other files.
 */
final class H5Arrays {
    /** HDF5's numbers of the filters that are undone: deflate, shuffle and Fletcher's checksum. */
    private static final List<Integer> FILTERS = List.of(1, 2, 3);

    private static final int DEFLATE = 1;

    /** Behind a chunk. */
    private static final int CHECKSUM_BYTES = 4;

    /** Weights hardly shrink at all, those of a network that was pruned some tenfold; bombs a thousandfold. */
    private static final int MOST_RATIO = 100;

    /** What unpacks to less harms nobody. */
    private static final long HARMLESS = 16L << 20;

    private final String location;
    private final long fileBytes;

    /** Numbers so far that have their own place in the file, so that there are fewer than bytes. */
    private long plain;

    /** Bytes so far of what was compressed. */
    private long unpacked;

    private H5Arrays(String location, long fileBytes) {
        this.location = location;
        this.fileBytes = fileBytes;
    }

    interface Reading<T> {
        T of(HdfFile file, H5Arrays arrays);
    }

    /**
     * Reads a file.
     *
     * @param whatToDo where it is damaged
     * @throws DuressException if it is
     */
    static <T> T read(byte[] bytes, String location, String whatToDo, Reading<T> reading) {
        try (HdfFile file = HdfFile.fromBytes(bytes)) {
            return reading.of(file, new H5Arrays(location, bytes.length));
        } catch (DuressException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // Of the library too: tables that lead outside the file, or in a circle.
            String reason = e.getMessage() == null ? "its tables lead nowhere" : e.getMessage();
            throw new DuressException(
                    "file " + location + " is damaged, or uses a part of HDF5 that Keras does not (" + reason + "); "
                            + whatToDo,
                    e);
        }
    }

    /** A text, alone or in a list of one; empty where there is no such attribute. */
    Optional<String> text(Node node, String attribute) {
        return Optional.ofNullable(node.getAttribute(attribute)).map(found -> {
            Object data = data(found);
            Object one = data instanceof String[] several && several.length == 1 ? several[0] : data;
            if (!(one instanceof String text)) {
                throw new IllegalArgumentException("an attribute is no text");
            }
            return text;
        });
    }

    /** A list of texts; empty where there is no such attribute. */
    List<String> texts(Node node, String attribute) {
        List<String> texts = new ArrayList<>();
        if (!add(texts, node.getAttribute(attribute))) {
            // Lists above 64 KiB are cut in pieces.
            for (int i = 0; add(texts, node.getAttribute(attribute + i)); i++) {}
        }
        return texts;
    }

    private boolean add(List<String> texts, @Nullable Attribute attribute) {
        if (attribute != null && !attribute.isEmpty() && data(attribute) instanceof String[] several) {
            texts.addAll(List.of(several));
        }
        return attribute != null;
    }

    /** What an attribute holds, once it is known that the file can hold as much. */
    private Object data(Attribute attribute) {
        double elements = 1;
        for (int size : attribute.isScalar() ? new int[0] : attribute.getDimensions()) {
            elements *= size;
        }
        if (!(elements >= 0 && elements <= fileBytes)) {
            throw new IllegalArgumentException("the attribute '" + attribute.getName() + "' is longer than the file");
        }
        return attribute.getData();
    }

    static Group group(Group parent, String name) {
        return findGroup(parent, name).orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no group"));
    }

    /** A group in a group; empty where there is none of this name. */
    static Optional<Group> findGroup(Group parent, String name) {
        return parent.getChildren().get(name) instanceof Group group && !group.isLink()
                ? Optional.of(group)
                : Optional.empty();
    }

    /**
     * The numbers below a path.
     *
     * @throws IllegalArgumentException if there are none
     */
    Tensor tensor(Group from, String path) {
        Group at = from;
        String[] parts = path.split("/", -1);
        for (int i = 0; i < parts.length - 1; i++) {
            at = group(at, parts[i]);
        }
        Node child = at.getChildren().get(parts[parts.length - 1]);
        if (child == null || child.isLink()) {
            throw new IllegalArgumentException("there is no '" + path + "' in " + from.getPath());
        }
        if (!(child instanceof Dataset data)) {
            throw new IllegalArgumentException("'" + path + "' is no array");
        }
        int[] shape = data.isScalar() ? new int[0] : data.getDimensions();
        long length = 1;
        for (int size : shape) {
            length = size < 0 ? -1 : length * size;
            ModelFile.requireBounded(length, location);
        }
        if (data.getDataLayout() == DataLayout.CHUNKED) {
            requireUnpacked(data, path, length);
        } else {
            plain += length;
            if (plain > fileBytes) {
                throw new IllegalArgumentException("'" + path + "' is longer than the file");
            }
        }
        return new Tensor(shape, floats(data.getDataFlat(), path, (int) length));
    }

    /**
     * Refuses chunks that expand to more than they say, before the library takes memory for them, and filters that
     * nobody has looked at.
     */
    private void requireUnpacked(Dataset data, String path, long length) {
        List<Integer> filters =
                data.getFilters().stream().map(PipelineFilterWithData::getId).toList();
        if (!(data instanceof ChunkedDataset chunks)
                || !FILTERS.containsAll(filters)
                || filters.stream().distinct().count() < filters.size()) {
            throw new IllegalArgumentException("'" + path + "' is stored with the filters "
                    + data.getFilters().stream()
                            .map(PipelineFilterWithData::getName)
                            .toList()
                    + ", where gzip and shuffle are read");
        }
        int elementBytes = data.getDataType().getSize();
        unpacked += length * elementBytes;
        ModelFile.requireBounded(unpacked, location);
        if (unpacked > HARMLESS && unpacked / MOST_RATIO > fileBytes) {
            throw new IllegalArgumentException(
                    "its arrays unpack to " + Heap.text(unpacked) + ", as a bomb's do and numbers do not");
        }
        Heap.require(2 * unpacked, "model " + location);
        if (!filters.contains(DEFLATE)) {
            return;
        }
        int[] chunk = chunks.getChunkDimensions();
        int[] shape = data.getDimensions();
        long most = elementBytes;
        for (int size : chunk) {
            most *= size;
            ModelFile.requireBounded(most, location);
        }
        int[] at = new int[shape.length];
        do {
            if (inflated(chunks.getRawChunkBuffer(at), most + CHECKSUM_BYTES) > most + CHECKSUM_BYTES) {
                throw new IllegalArgumentException("a chunk of '" + path + "' unpacks to more than it should hold");
            }
        } while (next(at, chunk, shape));
    }

    /** The place of the next chunk; false behind the last. */
    private static boolean next(int[] at, int[] chunk, int[] shape) {
        for (int d = at.length - 1; d >= 0; d--) {
            at[d] += chunk[d];
            if (at[d] < shape[d]) {
                return true;
            }
            at[d] = 0;
        }
        return false;
    }

    /** How many bytes there are, as far as just beyond {@code most}. */
    private static long inflated(ByteBuffer packed, long most) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            byte[] part = new byte[1 << 13];
            while (!inflater.finished() && inflater.getBytesWritten() <= most) {
                if (inflater.inflate(part) == 0) {
                    throw new IllegalArgumentException("a chunk ends too early");
                }
            }
            return inflater.getBytesWritten();
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("a chunk is no gzip", e);
        } finally {
            inflater.end();
        }
    }

    private static float[] floats(Object data, String path, int length) {
        float[] values = new float[length];
        if (data instanceof float[] floats && floats.length == length) {
            return floats;
        }
        if (data instanceof double[] doubles && doubles.length == length) {
            for (int i = 0; i < length; i++) {
                values[i] = (float) doubles[i];
            }
            return values;
        }
        if (data instanceof long[] || data instanceof int[] || data instanceof Number) {
            return values; // counters of Normalization, say, which no layer here reads
        }
        throw new IllegalArgumentException("'" + path + "' holds no floating-point numbers");
    }
}
