package org.duress.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.duress.DuressException;
import org.duress.base.ClassPath;
import org.duress.net.NetworkArchive;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a file is that was given as a model of another format, told by its first bytes: so that the message says what to
 * do with it, where the parser of the other format only sees that it is damaged.
 */
public enum FileKind {
    SAVED_MODEL(
            null,
            "is a TensorFlow SavedModel",
            "convert its folder to ONNX (python -m tf2onnx.convert --saved-model FOLDER --output model.onnx) and set"
                    + " model.format: onnx"),
    GRAPH_DEF(
            null,
            "is a frozen TensorFlow graph",
            "convert it to ONNX (python -m tf2onnx.convert --graphdef FILE --inputs NAME:0 --outputs NAME:0 --output"
                    + " model.onnx) and set model.format: onnx"),
    TF_LITE(
            null,
            "is a TensorFlow Lite model",
            "export the model that it was made from to ONNX (model.format: onnx), before it is quantised"),
    KERAS_ZIP("keras", "is a zip, as Keras 3 writes it", "set model.format: keras"),
    HDF5("keras", "is an HDF5 file, as Keras writes it", "set model.format: keras"),
    TORCH("torchscript", "is a PyTorch file", "set model.format: torchscript"),
    DL4J("dl4j", "is a network of Deeplearning4j", "set model.format: dl4j"),
    LFS_POINTER(
            null, "is a pointer of Git LFS, and the model is not here", "fetch it with git lfs pull, then run again"),
    WEB_PAGE(null, "is a web page, not the file behind it", "download the model again"),
    GZIP(null, "is compressed by gzip", "unpack it");

    /** First bytes that are looked at. */
    private static final int FIRST = 512;

    /** The name of a zip's first entry stands behind 30 bytes, its length in two of them. */
    private static final int ZIP_NAME = 30;

    private static final int ZIP_NAME_LENGTH = 26;

    private final @Nullable String format;
    private final String what;
    private final String whatToDo;

    FileKind(@Nullable String format, String what, String whatToDo) {
        this.format = format;
        this.what = what;
        this.whatToDo = whatToDo;
    }

    /**
     * Refuses a folder, and a file that is plainly a model of another kind.
     *
     * @throws DuressException if it is; whatever is not known, or cannot be read, is left to the format
     */
    public static void requireFor(ModelSpec spec) {
        if (!(spec.source() instanceof ModelSource.File) || !isOurs(spec.format())) {
            return;
        }
        String location = ModelFile.location(spec);
        if (!ClassPath.isResource(spec.path()) && Files.isDirectory(spec.path())) {
            throw folder(spec.path(), spec.format());
        }
        Optional<FileKind> kind = first(spec.path()).flatMap(FileKind::of);
        if (kind.isPresent() && !spec.format().equals(kind.get().format)) {
            throw new DuressException("file " + location + " " + kind.get().what + " and no model of format "
                    + spec.format() + "; " + kind.get().whatToDo);
        }
    }

    /**
     * The format of a file's first bytes, or of its name where these say nothing: what {@code model.format} would be.
     * Empty of what is no model that is read, as far as can be seen.
     */
    public static Optional<String> formatOf(Path file) {
        Optional<byte[]> bytes = first(file);
        Optional<FileKind> kind = bytes.flatMap(FileKind::of);
        if (kind.isPresent()) {
            return Optional.ofNullable(kind.get().format);
        }
        if (bytes.map(begin -> firstEntry(new String(begin, StandardCharsets.ISO_8859_1)))
                .filter(NetworkArchive.MANIFEST::equals)
                .isPresent()) {
            return Optional.of(DuressFormat.NAME);
        }
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".onnx")
                ? Optional.of("onnx")
                : name.endsWith(".fb") || name.endsWith(".sd") ? Optional.of("samediff") : Optional.empty();
    }

    /** A format of a user may be what it likes. */
    private static boolean isOurs(String format) {
        return format.equals(DuressFormat.NAME) || Artifact.of(format).isPresent();
    }

    private static DuressException folder(Path folder, String format) {
        boolean saved =
                Files.exists(folder.resolve("saved_model.pb")) || Files.exists(folder.resolve("keras_metadata.pb"));
        return new DuressException(
                saved
                        ? folder + " " + SAVED_MODEL.what + ", which is a folder; "
                                + SAVED_MODEL.whatToDo.replace("FOLDER", folder.toString())
                        : folder + " is a folder, and model.format " + format
                                + " reads one file; set model.path to the file of the model");
    }

    private static Optional<byte[]> first(Path path) {
        try (InputStream in =
                ClassPath.isResource(path) ? ClassPath.open(path).orElse(null) : Files.newInputStream(path)) {
            return in == null ? Optional.empty() : Optional.of(in.readNBytes(FIRST));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What first bytes say; empty where they say nothing. */
    static Optional<FileKind> of(byte[] first) {
        String text = new String(first, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u0089HDF\r\n\u001a\n")) {
            return Optional.of(HDF5);
        }
        if (text.startsWith("TFL3", 4)) {
            return Optional.of(TF_LITE);
        }
        if (text.startsWith("PK\u0003\u0004")) {
            return ofZip(text);
        }
        if (text.startsWith("\u001f\u008b")) {
            return Optional.of(GZIP);
        }
        if (text.startsWith("version https://git-lfs")) {
            return Optional.of(LFS_POINTER);
        }
        if (text.stripLeading().regionMatches(true, 0, "<!doctype html", 0, 14)
                || text.stripLeading().regionMatches(true, 0, "<html", 0, 5)) {
            return Optional.of(WEB_PAGE);
        }
        // Version 1 and a graph; of ONNX this would be a version that no exporter has written.
        if (text.startsWith("\u0008\u0001\u0012")) {
            return Optional.of(SAVED_MODEL);
        }
        return isGraphDef(first) ? Optional.of(GRAPH_DEF) : Optional.empty();
    }

    private static Optional<FileKind> ofZip(String text) {
        String name = firstEntry(text);
        if (Set.of("metadata.json", "config.json", "model.weights.h5").contains(name)) {
            return Optional.of(KERAS_ZIP);
        }
        if (name.endsWith("/data.pkl") || name.matches("[^/]+/data/\\d+")) {
            return Optional.of(TORCH);
        }
        return name.equals("configuration.json") ? Optional.of(DL4J) : Optional.empty();
    }

    /** The name of a zip's first entry; empty where there is none. */
    private static String firstEntry(String text) {
        if (!text.startsWith("PK\u0003\u0004") || text.length() < ZIP_NAME) {
            return "";
        }
        int length = text.charAt(ZIP_NAME_LENGTH) | text.charAt(ZIP_NAME_LENGTH + 1) << 8;
        return text.substring(ZIP_NAME, Math.min(text.length(), ZIP_NAME + length));
    }

    /** A node, which begins with its name and the word for what it does: {@code 0a .. 0a .. name 12 .. Placeholder}. */
    private static boolean isGraphDef(byte[] first) {
        int at = 1;
        while (at < first.length && first[at] < 0) {
            at++; // a length of several bytes
        }
        at++;
        if (first.length < at + 2 || first[0] != 0x0a || first[at] != 0x0a || first[at + 1] <= 0) {
            return false;
        }
        int op = at + 2 + first[at + 1];
        if (op + 2 >= first.length
                || first[op] != 0x12
                || first[op + 1] <= 0
                || op + 2 + first[op + 1] > first.length) {
            return false;
        }
        return new String(first, op + 2, first[op + 1], StandardCharsets.ISO_8859_1).matches("[A-Z][A-Za-z0-9]*");
    }
}
