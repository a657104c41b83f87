package org.duress.model.samediff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.duress.DuressException;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.samediff.SameDiffGraph.Kind;
import org.duress.model.samediff.SameDiffGraph.Operator;
import org.duress.model.samediff.SameDiffGraph.Variable;
import org.jspecify.annotations.Nullable;
import org.nd4j.graph.ByteOrder;
import org.nd4j.graph.DType;
import org.nd4j.graph.FlatArray;
import org.nd4j.graph.FlatGraph;
import org.nd4j.graph.FlatNode;
import org.nd4j.graph.FlatVariable;
import org.nd4j.graph.IntPair;
import org.nd4j.graph.VarType;

/**
 * Reads what {@code SameDiff.save} writes: one FlatBuffers table without a header. Unlike {@code SameDiff.load} it
 * makes no objects of classes that the file names.
 */
final class GraphReader {
    private static final int MOST_RANK = 32;
    private static final int SEQUENCES_FIELD = 22;

    private final byte[] file;
    private final String location;
    /**
     * Elements that may still be read. Tables of a FlatBuffer can share parts, so that a small file can stand for
     * endless lists; files of SameDiff share none, and so never hold more elements than bytes.
     */
    private long budget;

    private GraphReader(byte[] file, String location) {
        this.file = file;
        this.location = location;
        budget = file.length;
    }

    /**
     * Parses a file.
     *
     * @throws DuressException if it is no SameDiff model or damaged
     */
    static SameDiffGraph read(byte[] file, String location) {
        try {
            return new GraphReader(file, location).graph();
        } catch (DuressException e) {
            throw e;
        } catch (RuntimeException e) {
            // Offsets that lead outside the file end here, as do names that are no text.
            throw new DuressException(
                    "file " + location + " is no model that SameDiff.save wrote, or is damaged; save it again, or check"
                            + " model.format",
                    e);
        }
    }

    private SameDiffGraph graph() {
        if (file.length < Integer.BYTES) {
            throw new IllegalArgumentException("too short");
        }
        FlatGraph graph = FlatGraph.getRootAsFlatGraph(ByteBuffer.wrap(file));
        int variables = count(graph.variablesLength(), Integer.BYTES);
        int operators = count(graph.nodesLength(), Integer.BYTES);
        Lowering.requireCount(operators, "file " + location);
        if (variables == 0 && operators == 0) {
            throw new IllegalArgumentException("empty");
        }
        // The file is written from its end: this list is the last thing in it, so no file cut short passes.
        if (count(sequences(), Integer.BYTES) > 0) {
            throw new DuressException("file " + location
                    + " holds sequences of tensors, which Duress does not run; export the model as ONNX or TorchScript"
                    + " (model.format: onnx or torchscript)");
        }
        Map<String, Variable> byName = new LinkedHashMap<>();
        Map<List<Integer>, String> byId = new HashMap<>();
        for (int i = 0; i < variables; i++) {
            FlatVariable flat = present(graph.variables(i));
            Variable variable = variable(flat);
            IntPair id = present(flat.id());
            if (byName.put(variable.name(), variable) != null) {
                throw new IllegalArgumentException("two variables '" + variable.name() + "'");
            }
            byId.put(List.of(id.first(), id.second()), variable.name());
        }
        List<Operator> list = new ArrayList<>();
        for (int i = 0; i < operators; i++) {
            list.add(operator(i + 1, present(graph.nodes(i)), byId, byName));
        }
        count(graph.placeholdersLength(), Integer.BYTES);
        Set<String> losses = new LinkedHashSet<>(strings(graph.lossVariablesLength(), graph::lossVariables));
        return new SameDiffGraph(byName, List.copyOf(list), losses);
    }

    /**
     * Length of the last list. SameDiff writes a list where the generated class expects a table, so it is read by hand.
     */
    private int sequences() {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int root = bytes.getInt(0);
        int fields = root - bytes.getInt(root);
        int at = bytes.getShort(fields) > SEQUENCES_FIELD ? bytes.getShort(fields + SEQUENCES_FIELD) : 0;
        int list = root + at;
        return at == 0 ? 0 : bytes.getInt(list + bytes.getInt(list));
    }

    private Variable variable(FlatVariable flat) {
        String name = text(flat.name());
        Kind kind = switch (flat.variabletype()) {
            case VarType.VARIABLE -> Kind.VARIABLE;
            case VarType.CONSTANT -> Kind.CONSTANT;
            case VarType.ARRAY -> Kind.ARRAY;
            case VarType.PLACEHOLDER -> Kind.PLACEHOLDER;
            default -> throw new IllegalArgumentException("variable type " + flat.variabletype());
        };
        int rank = count(flat.shapeLength(), Long.BYTES);
        int[] shape = null;
        if (rank > 0) {
            shape = new int[rank];
            for (int i = 0; i < rank; i++) {
                shape[i] = Math.toIntExact(flat.shape(i));
            }
        }
        FlatArray array = flat.ndarray();
        boolean given = array != null && (kind == Kind.VARIABLE || kind == Kind.CONSTANT);
        return new Variable(name, kind, isReal(flat.dtype()), shape, given ? constant(present(array), name) : null);
    }

    private Operator operator(
            int position, FlatNode flat, Map<List<Integer>, String> byId, Map<String, Variable> byName) {
        List<String> inputs = new ArrayList<>();
        int count = count(flat.inputPairedLength(), Integer.BYTES);
        for (int i = 0; i < count; i++) {
            IntPair id = present(flat.inputPaired(i));
            inputs.add(present(byId.get(List.of(id.first(), id.second()))));
        }
        List<String> outputs = strings(flat.outputNamesLength(), flat::outputNames);
        outputs.forEach(output -> present(byName.get(output)));
        long[] integers = new long[count(flat.extraIntegerLength(), Long.BYTES)];
        double[] numbers = new double[count(flat.extraParamsLength(), Double.BYTES)];
        boolean[] flags = new boolean[count(flat.extraBoolsLength(), 1)];
        int[] dimensions = new int[count(flat.dimensionsLength(), Integer.BYTES)];
        int[] saturated = new int[integers.length];
        for (int i = 0; i < integers.length; i++) {
            // Slices end at the largest long to say "all".
            saturated[i] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, flat.extraInteger(i)));
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = flat.extraParams(i);
        }
        for (int i = 0; i < flags.length; i++) {
            flags[i] = flat.extraBools(i);
        }
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = flat.dimensions(i);
        }
        String name = text(flat.name());
        FlatArray scalar = flat.scalar();
        Constant value = scalar == null ? null : constant(scalar, name);
        return new Operator(
                position,
                name,
                text(flat.opName()),
                List.copyOf(inputs),
                outputs,
                saturated,
                numbers,
                flags,
                dimensions,
                value == null || value.size() != 1 ? null : value.at(0));
    }

    private Constant constant(FlatArray flat, String name) {
        int length = count(flat.shapeLength(), Long.BYTES);
        if (length == 0 || flat.shape(0) < 0 || flat.shape(0) > MOST_RANK || length != 2 * (int) flat.shape(0) + 4) {
            throw new IllegalArgumentException("shape of '" + name + "'");
        }
        // Rank, sizes, strides, flags, the stride of all elements, the order's letter.
        int rank = (int) flat.shape(0);
        int bytes = bytes(flat.dtype(), name);
        int held = count(flat.bufferLength(), 1);
        if (rank == 0 && held == 0) {
            return Constant.ofFloats(new int[1]); // Nd4j.empty()
        }
        int[] shape = new int[rank];
        long[] strides = new long[rank];
        long numbers = 1;
        long last = 0;
        for (int i = 0; i < rank; i++) {
            long size = flat.shape(1 + i);
            strides[i] = flat.shape(1 + rank + i);
            if (size < 0 || size > held || strides[i] < 0 || strides[i] > held) {
                throw new IllegalArgumentException("shape of '" + name + "'");
            }
            shape[i] = (int) size;
            numbers *= size;
            last += Math.max(0, size - 1) * strides[i];
            if (numbers > held || last > held) {
                throw new IllegalArgumentException("shape of '" + name + "'");
            }
        }
        if (numbers * bytes > held || (numbers > 0 && (last + 1) * bytes > held)) {
            throw new IllegalArgumentException("'" + name + "' has fewer numbers than its shape");
        }
        ByteBuffer buffer = held == 0 ? ByteBuffer.allocate(0) : present(flat.bufferAsByteBuffer());
        buffer = buffer.slice()
                .order(
                        flat.byteOrder() == ByteOrder.BE
                                ? java.nio.ByteOrder.BIG_ENDIAN
                                : java.nio.ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[(int) numbers];
        int[] index = new int[rank];
        for (int k = 0; k < values.length; k++) {
            int at = 0;
            for (int i = 0; i < rank; i++) {
                at += index[i] * (int) strides[i];
            }
            values[k] = number(buffer, at * bytes, flat.dtype());
            for (int i = rank - 1; i >= 0; i--) {
                if (++index[i] < shape[i]) {
                    break;
                }
                index[i] = 0;
            }
        }
        Constant constant = Constant.ofFloats(shape, values);
        return isReal(flat.dtype()) ? constant : constant.whole();
    }

    private int bytes(byte type, String name) {
        return switch (type) {
            case DType.BOOL, DType.INT8, DType.UINT8 -> 1;
            case DType.HALF, DType.BFLOAT16, DType.INT16, DType.UINT16 -> 2;
            case DType.FLOAT, DType.INT32, DType.UINT32 -> 4;
            case DType.DOUBLE, DType.INT64, DType.UINT64 -> 8;
            default ->
                throw new DuressException("file " + location + " holds '" + name + "' of data type "
                        + (type >= 0 && type < DType.names.length ? DType.name(type) : type)
                        + ", which Duress does not read; save the model with floats");
        };
    }

    private static float number(ByteBuffer buffer, int at, byte type) {
        return switch (type) {
            case DType.BOOL, DType.INT8 -> buffer.get(at);
            case DType.UINT8 -> buffer.get(at) & 0xff;
            case DType.HALF -> Constant.half(buffer.getShort(at));
            case DType.BFLOAT16 -> Float.intBitsToFloat(buffer.getShort(at) << 16);
            case DType.INT16 -> buffer.getShort(at);
            case DType.UINT16 -> buffer.getShort(at) & 0xffff;
            case DType.INT32 -> buffer.getInt(at);
            case DType.UINT32 -> buffer.getInt(at) & 0xffffffffL;
            case DType.INT64, DType.UINT64 -> buffer.getLong(at);
            case DType.DOUBLE -> (float) buffer.getDouble(at);
            default -> buffer.getFloat(at);
        };
    }

    private static boolean isReal(byte type) {
        return type == DType.FLOAT || type == DType.DOUBLE || type == DType.HALF || type == DType.BFLOAT16;
    }

    private List<String> strings(int length, IntFunction<@Nullable String> get) {
        List<String> strings = new ArrayList<>();
        int count = count(length, Integer.BYTES);
        for (int i = 0; i < count; i++) {
            strings.add(text(get.apply(i)));
        }
        return List.copyOf(strings);
    }

    private String text(@Nullable String text) {
        count(present(text).length(), 1);
        return present(text);
    }

    /** A list's length, once it is known that the file can hold as much. */
    private int count(int length, int bytes) {
        budget -= (long) length * bytes;
        if (length < 0 || budget < 0) {
            throw new IllegalArgumentException("lists longer than the file");
        }
        return length;
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("something is missing");
        }
        return value;
    }
}
