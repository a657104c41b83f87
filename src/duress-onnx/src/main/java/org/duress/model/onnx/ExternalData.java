package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duress.DuressException;
import org.duress.model.ModelFile;
import org.duress.spec.ModelSpec;

/**
 * Numbers that a model keeps in files beside it: {@code torch.onnx.export} of PyTorch 2.9 writes {@code model.onnx} and
 * {@code model.onnx.data}. They are put into the model, so that everybody who reads it sees one file. Only files in the
 * model's own folder, or below it, are read, and never more of them than they hold.
 */
final class ExternalData {
    private static final String ONE_FILE = "save the model as one file"
            + " (Python: onnx.save_model(onnx.load(path), path, save_as_external_data=False))";

    private final ModelSpec spec;
    private final String location;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    /**
     * Bytes that tensors may still name: no number is kept twice, so all of them together are no more than the files.
     */
    private long left;

    private long total;

    private ExternalData(ModelSpec spec, long modelBytes) {
        this.spec = spec;
        location = ModelFile.location(spec);
        total = modelBytes;
    }

    /**
     * A model with all its numbers.
     *
     * @param proto itself where it keeps none elsewhere
     * @param parts the bytes of the files that were read, in the order they are first named; for the fingerprint
     */
    record Whole(OnnxMl.ModelProto proto, List<byte[]> parts) {}

    /**
     * Reads what a model keeps beside it.
     *
     * @param modelBytes size of the model's own file, which counts towards the limit
     * @throws DuressException if a file is missing, lies elsewhere, is too large, damaged, or shorter than the model
     *     says
     */
    static Whole into(OnnxMl.ModelProto proto, ModelSpec spec, long modelBytes) {
        if (!isNamed(proto.getGraph())) {
            return new Whole(proto, List.of());
        }
        ExternalData data = new ExternalData(spec, modelBytes);
        OnnxMl.ModelProto.Builder whole = proto.toBuilder();
        data.fill(whole.getGraphBuilder());
        return new Whole(whole.build(), List.copyOf(data.files.values()));
    }

    private static boolean isNamed(OnnxMl.GraphProto graph) {
        return graph.getInitializerList().stream().anyMatch(ExternalData::isExternal)
                || graph.getNodeList().stream()
                        .flatMap(node -> node.getAttributeList().stream())
                        .anyMatch(attribute -> isExternal(attribute.getT())
                                || attribute.getTensorsList().stream().anyMatch(ExternalData::isExternal)
                                || isNamed(attribute.getG())
                                || attribute.getGraphsList().stream().anyMatch(ExternalData::isNamed));
    }

    private static boolean isExternal(OnnxMl.TensorProto tensor) {
        return tensor.getDataLocation() == OnnxMl.TensorProto.DataLocation.EXTERNAL;
    }

    private void fill(OnnxMl.GraphProto.Builder graph) {
        graph.getInitializerBuilderList().forEach(this::fill);
        for (OnnxMl.NodeProto.Builder node : graph.getNodeBuilderList()) {
            for (OnnxMl.AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
                if (attribute.hasT()) {
                    fill(attribute.getTBuilder());
                }
                attribute.getTensorsBuilderList().forEach(this::fill);
                if (attribute.hasG()) {
                    fill(attribute.getGBuilder());
                }
                attribute.getGraphsBuilderList().forEach(this::fill);
            }
        }
    }

    private void fill(OnnxMl.TensorProto.Builder tensor) {
        if (tensor.getDataLocation() != OnnxMl.TensorProto.DataLocation.EXTERNAL) {
            return;
        }
        String where = "file " + location + ", tensor '" + tensor.getName() + "'";
        Map<String, String> keys = new LinkedHashMap<>();
        tensor.getExternalDataList().forEach(entry -> keys.put(entry.getKey(), entry.getValue()));
        String name = keys.getOrDefault("location", "");
        if (name.isEmpty()) {
            throw new DuressException(
                    where + " keeps its numbers in another file and does not say in which; " + ONE_FILE);
        }
        byte[] file = files.get(name);
        if (file == null) {
            file = read(name, where);
            requireChecksum(file, keys.getOrDefault("checksum", ""), name, where);
            files.put(name, file);
            left += file.length;
        }
        long offset = number(keys.getOrDefault("offset", "0"), where);
        long length = keys.containsKey("length")
                ? number(keys.getOrDefault("length", ""), where)
                : Math.max(0, file.length - offset);
        left -= length;
        if (offset > file.length || length > file.length - offset || left < 0) {
            throw new DuressException(where + " keeps " + length + " bytes from " + offset + " on in '" + name
                    + "', which has " + file.length + " bytes for all tensors; the files do not belong together or are"
                    + " damaged, export the model again");
        }
        ByteString numbers = UnsafeByteOperations.unsafeWrap(file, (int) offset, (int) length);
        tensor.clearExternalData().clearDataLocation().setRawData(numbers);
    }

    private static long number(String text, String where) {
        try {
            long number = Long.parseLong(text.strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new DuressException(damaged(text, where), e);
        }
        throw new DuressException(damaged(text, where));
    }

    private static String damaged(String text, String where) {
        return where + " keeps its numbers in another file at '" + text
                + "', which is no place in a file; the file is damaged, export the model again";
    }

    private byte[] read(String name, String where) {
        byte[] bytes = ModelFile.read(new ModelSpec(spec.format(), path(name, where)));
        total += bytes.length;
        ModelFile.requireBounded(total, location);
        return bytes;
    }

    /** The file of a name, in the model's folder or below it. */
    private Path path(String name, String where) {
        Path folder =
                spec.path().getParent() == null ? Path.of("") : spec.path().getParent();
        boolean resource = location.startsWith(ModelSpec.CLASSPATH);
        Path relative;
        try {
            relative = Path.of(name);
        } catch (InvalidPathException e) {
            throw outside(name, where);
        }
        boolean inside = !relative.isAbsolute()
                && !name.startsWith("/")
                && !name.contains("\\")
                && !name.contains(":")
                && !name.isBlank();
        for (Path part : relative) {
            inside &= !part.toString().equals("..");
        }
        if (!inside) {
            throw outside(name, where);
        }
        Path path = folder.resolve(relative);
        if (resource) {
            String inFolder = location.substring(0, location.lastIndexOf('/') + 1);
            return Path.of((inFolder.isEmpty() ? ModelSpec.CLASSPATH : inFolder) + name);
        }
        try {
            if (!Files.exists(path)) {
                throw new DuressException(where + " keeps its numbers in '" + name + "', and there is no file " + path
                        + "; copy it there, beside the model, or " + ONE_FILE);
            }
            Path real = path.toRealPath();
            if (!real.startsWith(folder.toRealPath()) || !Files.isRegularFile(real)) {
                throw outside(name, where);
            }
            ModelFile.requireBounded(total + Files.size(real), location);
            return real;
        } catch (IOException e) {
            throw new DuressException(
                    where + " keeps its numbers in " + path + ", which cannot be read: " + e.getMessage(), e);
        }
    }

    private static DuressException outside(String name, String where) {
        return new DuressException(where + " keeps its numbers in '" + name
                + "', which is no file in the model's own folder, and no other is read; copy it there, or " + ONE_FILE);
    }

    /** SHA-1 of the whole file, which the format allows for and few write. */
    private static void requireChecksum(byte[] file, String wanted, String name, String where) {
        if (wanted.isEmpty()) {
            return;
        }
        try {
            String sum =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(file));
            if (!sum.equals(wanted.strip().toLowerCase(Locale.ROOT))) {
                throw new DuressException(where + " keeps its numbers in '" + name
                        + "', whose checksum is another than the model says; copy the file again, or export the model"
                        + " again");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A model's bytes and those of the files beside it, for the fingerprint. */
    static byte[][] all(byte[] model, List<byte[]> parts) {
        List<byte[]> all = new ArrayList<>(List.of(model));
        all.addAll(parts);
        return all.toArray(new byte[0][]);
    }
}
