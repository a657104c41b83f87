package org.duress.model.torchscript;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.duress.DuressException;
import org.duress.model.ModelFile;

/** Looks at a TorchScript archive before torch does. */
final class TorchArchive {
    private static final String EXPORT = "save it with torch.jit.script(model.eval()).save(file), or"
            + " torch.jit.trace(model.eval(), example).save(file)";

    /** Operators of TorchScript that reach beyond the tensors they are given. */
    private static final Pattern FILE_OPERATOR = Pattern.compile("\\b(?:torch|ops\\.\\w+)\\.(save|load|from_file)\\b");

    private TorchArchive() {}

    /**
     * Refuses what is no TorchScript, unpacks to too much, or reads and writes files.
     *
     * @throws DuressException with one sentence
     */
    static void require(byte[] file, String location) {
        if (file.length < 4 || file[0] != 'P' || file[1] != 'K') {
            boolean pickle = file.length > 1 && (file[0] & 0xff) == 0x80;
            throw new DuressException("file " + location + " is "
                    + (pickle
                            ? "a pickled Python object (a state dict or a whole model), not TorchScript"
                            : "no TorchScript")
                    + "; " + EXPORT);
        }
        // Torch reads the directory at a zip's end, which Java reads from files alone.
        try {
            Path copy = Files.createTempFile("duress", ".pt");
            try {
                Files.write(copy, file);
                try (ZipFile zip = new ZipFile(copy.toFile())) {
                    requireEntries(zip, location);
                }
            } finally {
                Files.delete(copy);
            }
        } catch (ZipException e) {
            throw new DuressException(
                    "file " + location + " is damaged (" + e.getMessage() + "); restore it or make it again", e);
        } catch (IOException e) {
            throw new DuressException("file " + location + " cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private static void requireEntries(ZipFile zip, String location) throws IOException {
        List<ZipEntry> entries = zip.stream().map(ZipEntry.class::cast).toList();
        long total = 0;
        for (ZipEntry entry : entries) {
            total += entry.getSize();
            ModelFile.requireBounded(total, location);
        }
        boolean data = entries.stream().anyMatch(entry -> entry.getName().endsWith("/data.pkl"));
        boolean constants = entries.stream().anyMatch(entry -> entry.getName().endsWith("/constants.pkl"));
        if (!constants) {
            throw new DuressException("file " + location + " is "
                    + (data ? "a state dict (or a pickled model), not TorchScript" : "a zip, but no TorchScript") + "; "
                    + EXPORT);
        }
        for (ZipEntry entry : entries) {
            if (entry.getName().contains("/code/") && entry.getName().endsWith(".py")) {
                requireNoFiles(zip, entry, location);
            }
        }
    }

    private static void requireNoFiles(ZipFile zip, ZipEntry entry, String location) throws IOException {
        String code;
        try (InputStream in = zip.getInputStream(entry)) {
            // What is longer than it says is not what torch reads: the size was counted, and ends here.
            code = new String(in.readNBytes((int) entry.getSize()), StandardCharsets.UTF_8);
        }
        Matcher operator = FILE_OPERATOR.matcher(code);
        if (operator.find()) {
            throw new DuressException("file " + location + " calls " + operator.group() + " in " + entry.getName()
                    + ", and a model under test may not read or write files; export it without");
        }
    }
}
