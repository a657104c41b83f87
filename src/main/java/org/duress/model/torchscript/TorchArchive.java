package org.duress.model.torchscript;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.duress.DuressException;
import org.duress.model.torchscript.Pickled.Kind;

/**
 * A TorchScript archive that was read before torch sees it: its zip is whole, its code only computes, its tensors lie within
 * their bytes, its objects are what its code declares. Torch gets a zip that is written anew from what was read.
 */
final class TorchArchive {
    /** What to do about files of a newer PyTorch. */
    static final String OLDER = "export it with PyTorch 2.7 or older, or to ONNX";

    private static final String EXPORT = "save it with torch.jit.script(model.eval()).save(file), or"
            + " torch.jit.trace(model.eval(), example).save(file)";

    /** The code of a large network is about a megabyte. */
    private static final int MOST_CODE = 32 << 20;

    /** The same for what it holds beside its tensors' bytes. */
    private static final int MOST_PICKLE = 32 << 20;

    private static final String FOLDER = "model";

    private final Map<String, ZipDirectory.Entry> entries;
    private final Set<Tensors.Number> numbers;

    private TorchArchive(Map<String, ZipDirectory.Entry> entries, Set<Tensors.Number> numbers) {
        this.entries = entries;
        this.numbers = numbers;
    }

    /**
     * Reads and checks.
     *
     * @throws DuressException with one sentence about what is no TorchScript, is damaged, unpacks to too much, or does more than
     *     compute
     */
    static TorchArchive of(byte[] file, String location) {
        try {
            OtherFiles.refuse(file);
            Map<String, ZipDirectory.Entry> zip = ZipDirectory.of(file, location);
            return of(archive(zip));
        } catch (Refusal e) {
            throw e.in(location);
        }
    }

    /** What torch reads of it, without the folder that all lie in. */
    private static Map<String, ZipDirectory.Entry> archive(Map<String, ZipDirectory.Entry> zip) {
        String first = zip.keySet().stream().findFirst().orElse("/");
        String folder = first.substring(0, first.indexOf('/') + 1);
        Map<String, ZipDirectory.Entry> entries = new LinkedHashMap<>();
        zip.forEach((name, entry) -> {
            String path = name.startsWith(folder) ? name.substring(folder.length()) : "";
            if (path.matches("(\\.data/)?version|(data|constants)\\.pkl|(data|constants)/[\\w.-]{1,100}")
                    || (path.startsWith("code/") && path.endsWith(".py"))) {
                entries.put(path, entry);
            }
        });
        if (!entries.containsKey("constants.pkl")) {
            OtherFiles.refuse(zip.keySet(), entries.containsKey("data.pkl"));
        }
        if (!entries.containsKey("data.pkl")) {
            throw Refusal.damaged("it has no data.pkl");
        }
        return entries;
    }

    private static TorchArchive of(Map<String, ZipDirectory.Entry> entries) {
        entries.values().forEach(ZipDirectory.Entry::requireIntact);
        Map<String, String> code = new LinkedHashMap<>();
        int left = MOST_CODE;
        for (Map.Entry<String, ZipDirectory.Entry> entry : entries.entrySet()) {
            if (entry.getKey().startsWith("code/")) {
                byte[] bytes = entry.getValue().bytes(left);
                left -= bytes.length;
                // Torch reads bytes; what is beyond ASCII stands in strings alone.
                code.put(entry.getKey(), new String(bytes, StandardCharsets.ISO_8859_1));
            }
        }
        Set<Tensors.Number> numbers = EnumSet.noneOf(Tensors.Number.class);
        ModuleCode declared = ModuleCode.of(code);
        Pickled constants = pickle("constants", entries, declared, numbers);
        if (!constants.is(Kind.TUPLE)) {
            throw Refusal.damaged("constants.pkl holds no constants");
        }
        declared.requireConstants(constants.items().size());
        Pickled module = pickle("data", entries, declared, numbers);
        ModuleClass type = module.is(Kind.OBJECT) ? declared.find(module.text()) : null;
        if (type == null || !type.is("Module")) {
            throw Refusal.damaged("data.pkl holds no module");
        }
        return new TorchArchive(entries, numbers);
    }

    private static Pickled pickle(
            String name, Map<String, ZipDirectory.Entry> entries, ModuleCode declared, Set<Tensors.Number> numbers) {
        String entry = name + ".pkl";
        Tensors tensors = new Tensors(name + "/", entries);
        byte[] bytes = java.util.Objects.requireNonNull(entries.get(entry)).bytes(MOST_PICKLE);
        Pickled value = PickleReader.read(bytes, entry, tensors, declared);
        PickledTypes.require(value, declared, entry);
        numbers.addAll(tensors.numbers());
        return value;
    }

    /** What its tensors are made of. */
    Set<Tensors.Number> numbers() {
        return numbers;
    }

    /** What torch may read. */
    InputStream stream() {
        return ZipStream.of(FOLDER, entries);
    }

    /** What is no TorchScript, by what people have instead. */
    private static final class OtherFiles {
        private OtherFiles() {}

        static void refuse(byte[] file) {
            if (file.length > 3 && file[0] == 'P' && file[1] == 'K') {
                return;
            }
            if (file.length > 1 && (file[0] & 0xff) == 0x80) {
                throw Refusal.of("is a pickled Python object (a state dict or a whole model), not TorchScript", EXPORT);
            }
            if (safetensors(file)) {
                throw Refusal.of(
                        "holds weights alone (safetensors), without the network that they belong to",
                        "load them into the model in Python and " + EXPORT);
            }
            if (file.length > 8 && file[1] == 'H' && file[2] == 'D' && file[3] == 'F') {
                throw Refusal.of("is HDF5, as Keras writes, not TorchScript", "set model.format to keras");
            }
            throw Refusal.of("is no TorchScript", EXPORT);
        }

        /** Its head is JSON behind a length of eight bytes. */
        private static boolean safetensors(byte[] file) {
            return file.length > 10
                    && file[8] == '{'
                    && file[6] == 0
                    && file[7] == 0
                    && (file[9] == '"' || file[9] == '}');
        }

        static void refuse(Set<String> names, boolean data) {
            if (names.stream()
                    .anyMatch(name ->
                            name.endsWith("models/model.json") || name.endsWith("serialized_exported_program.json"))) {
                throw Refusal.of("is a program of torch.export (.pt2), not TorchScript", EXPORT);
            }
            if (names.stream().anyMatch(name -> name.endsWith("/model.json"))) {
                throw Refusal.of("is TorchScript of PyTorch 1.1 or older", "save it again with a newer one");
            }
            if (names.stream().anyMatch(name -> name.equals("config.json") || name.endsWith("model.weights.h5"))) {
                throw Refusal.of("is a Keras archive, not TorchScript", "set model.format to keras");
            }
            throw Refusal.of(
                    "is " + (data ? "a state dict (or a pickled model), not TorchScript" : "a zip, but no TorchScript"),
                    EXPORT);
        }
    }
}
