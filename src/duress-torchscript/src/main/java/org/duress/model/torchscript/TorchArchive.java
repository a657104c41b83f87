package org.duress.model.torchscript;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.duress.DuressException;
import org.duress.base.BoundedZip;
import org.duress.model.ModelFile;
import org.duress.model.torchscript.Pickled.Kind;
import org.duress.spec.ModelSpec;

/**
 * A TorchScript archive that was read before torch sees it: its zip is whole, its code only computes, its tensors lie
 * within their bytes, its objects are what its code declares. Torch gets a zip that is written anew from what was read.
 */
final class TorchArchive implements AutoCloseable {
    /** What to do about files of a newer PyTorch. */
    static final String OLDER = "export it with PyTorch 2.7 or older, or to ONNX";

    private static final String EXPORT = "save it with torch.jit.script(model.eval()).save(file), or"
            + " torch.jit.trace(model.eval(), example).save(file)";

    /** The code of a large network is about a megabyte. */
    private static final int MOST_CODE = 32 << 20;

    /** The same for what it holds beside its tensors' bytes. */
    private static final int MOST_PICKLE = 32 << 20;

    private static final int MOST_DIGITS = 8;

    private static final Pattern READ = Pattern.compile(
            "(\\.data/)?version|(data|constants)\\.pkl|(data|constants)/[\\w.-]{1,100}|code/.*\\.py", Pattern.DOTALL);

    private static final String FOLDER = "model";

    private final BoundedZip zip;
    private final Map<String, ArchiveEntry> entries;
    private final Set<Tensors.Unit> numbers;

    private TorchArchive(BoundedZip zip, Map<String, ArchiveEntry> entries, Set<Tensors.Unit> numbers) {
        this.zip = zip;
        this.entries = entries;
        this.numbers = numbers;
    }

    /**
     * Reads and checks.
     *
     * @param file all bytes
     * @throws DuressException with one sentence about what is no TorchScript, is damaged, unpacks to too much, or does
     *     more than compute
     */
    static TorchArchive open(ModelSpec spec, byte[] file) {
        try {
            OtherFiles.refuse(file);
        } catch (Refusal e) {
            throw e.in(ModelFile.location(spec));
        }
        BoundedZip zip = ModelFile.unzip(spec);
        try {
            return of(zip, intact(zip));
        } catch (Refusal e) {
            zip.close();
            throw e.in(ModelFile.location(spec));
        } catch (RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /** What torch reads of it, by name without the folder that all lie in. */
    private static Map<String, ArchiveEntry> intact(BoundedZip zip) {
        String first = zip.names().stream().findFirst().orElse("/");
        String folder = first.substring(0, first.indexOf('/') + 1);
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> folded = new HashSet<>();
        for (String name : zip.names()) {
            String path = name.startsWith(folder) ? name.substring(folder.length()) : "";
            if (READ.matcher(path).matches()) {
                names.put(path, name);
                if (!folded.add(path.toLowerCase(Locale.ROOT))) {
                    throw Refusal.of(
                            "holds " + name + " twice, in upper and lower case, which PyTorch does not tell apart",
                            "save it again");
                }
            }
        }
        if (!names.containsKey("constants.pkl")) {
            OtherFiles.refuse(zip.names(), names.containsKey("data.pkl"));
        }
        if (!names.containsKey("data.pkl") || names.size() > ZipStream.MOST_ENTRIES) {
            throw Refusal.damaged(names.size() > ZipStream.MOST_ENTRIES ? "too many entries" : "it has no data.pkl");
        }
        Map<String, ArchiveEntry> entries = new LinkedHashMap<>();
        names.forEach((path, name) -> entries.put(path, ArchiveEntry.of(zip, name)));
        return entries;
    }

    private static TorchArchive of(BoundedZip zip, Map<String, ArchiveEntry> entries) {
        requireVersion(entries);
        Map<String, String> code = new LinkedHashMap<>();
        int left = MOST_CODE;
        for (Map.Entry<String, ArchiveEntry> entry : entries.entrySet()) {
            if (entry.getKey().startsWith("code/")) {
                byte[] bytes = entry.getValue().bytes(left);
                left -= bytes.length;
                // Torch reads bytes; what is beyond ASCII stands in strings alone.
                code.put(entry.getKey(), new String(bytes, StandardCharsets.ISO_8859_1));
            }
        }
        Set<Tensors.Unit> numbers = EnumSet.noneOf(Tensors.Unit.class);
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
        return new TorchArchive(zip, entries, numbers);
    }

    private static void requireVersion(Map<String, ArchiveEntry> entries) {
        ArchiveEntry entry = entries.getOrDefault(".data/version", entries.get("version"));
        if (entry == null
                || entry.size() > MOST_DIGITS
                || !new String(entry.bytes(MOST_DIGITS), StandardCharsets.ISO_8859_1)
                        .strip()
                        .matches("\\d{1,6}")) {
            throw Refusal.damaged("it has no version of its format");
        }
    }

    private static Pickled pickle(
            String name, Map<String, ArchiveEntry> entries, ModuleCode declared, Set<Tensors.Unit> numbers) {
        String entry = name + ".pkl";
        Tensors tensors = new Tensors(name + "/", entries);
        byte[] bytes = Objects.requireNonNull(entries.get(entry)).bytes(MOST_PICKLE);
        Pickled value = PickleReader.read(bytes, entry, tensors, declared);
        PickledTypes.require(value, declared, entry);
        numbers.addAll(tensors.numbers());
        return value;
    }

    /** What its tensors are made of. */
    Set<Tensors.Unit> numbers() {
        return numbers;
    }

    /** What torch may read. */
    InputStream stream() {
        return ZipStream.of(FOLDER, entries);
    }

    @Override
    public void close() {
        zip.close();
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
            throw Refusal.of(
                    "is " + (data ? "a state dict (or a pickled model), not TorchScript" : "a zip, but no TorchScript"),
                    EXPORT);
        }
    }
}
