package org.duress.spec.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;

/** Reads spec files: YAML in UTF-8, one spec a file, or with a matrix several. */
public final class SpecFiles {
    private SpecFiles() {}

    /**
     * Reads one spec, as it stands in the file.
     *
     * @throws DuressException if the file cannot be read, or a key is unknown, missing or its value wrong; the message
     *     names file, line and key
     */
    public static RobustnessSpec read(Path file) {
        return read(file, PropertyLayers.of());
    }

    /**
     * Reads one spec and lays properties over it.
     *
     * @param properties overrides; see {@link DuressProperties}
     * @throws DuressException as {@link #read(Path)}; for a wrong override the message names the property
     */
    public static RobustnessSpec read(Path file, PropertyLayers properties) {
        return SpecLayer.resolve(List.of(SpecLayer.file(file)), properties);
    }

    /**
     * Reads every {@code *.yaml} and {@code *.yml} file of a folder, sorted by file name; the specs of a matrix are in
     * its order.
     *
     * @return at least one spec
     * @throws DuressException as {@link #read(Path)}, or if the folder is missing or holds no spec, or two specs share
     *     a name
     */
    public static List<RobustnessSpec> readFolder(Path folder) {
        return readFolder(folder, PropertyLayers.of());
    }

    /**
     * Reads a folder and lays properties over each spec.
     *
     * @param properties overrides; see {@link DuressProperties}
     * @throws DuressException as {@link #readFolder(Path)}
     */
    public static List<RobustnessSpec> readFolder(Path folder, PropertyLayers properties) {
        return files(folder, properties).stream().map(SpecFile::spec).toList();
    }

    /**
     * Reads a folder file by file, so that one which cannot be understood does not stop the others. Of two files with
     * one name the first in the order of file names has it, and the other is not understood. Neither is a spec that can
     * never come to the verdict which it expects, see {@link Obstacle}.
     *
     * @param properties overrides; see {@link DuressProperties}
     * @return at least one, sorted by file name
     * @throws DuressException if the folder is missing, cannot be listed or holds no spec file
     */
    public static List<SpecFile> files(Path folder, PropertyLayers properties) {
        return understood(list(folder), properties);
    }

    /**
     * The same of several files and folders together: a folder that is missing or holds no spec file does not stop the
     * others either, and what is named twice is read once.
     *
     * @param places files, and folders of them
     * @param properties overrides; see {@link DuressProperties}
     * @return in the order of the places, and by file name in each folder
     */
    public static List<SpecFile> files(List<Path> places, PropertyLayers properties) {
        Map<Path, Path> files = new LinkedHashMap<>();
        List<SpecFile> broken = new ArrayList<>();
        for (Path place : places) {
            if (!Files.isDirectory(place)) {
                files.putIfAbsent(place.toAbsolutePath().normalize(), place);
                continue;
            }
            try {
                list(place)
                        .forEach(file -> files.putIfAbsent(file.toAbsolutePath().normalize(), file));
            } catch (DuressException e) {
                broken.add(SpecFile.broken(place, place.toString(), e));
            }
        }
        List<SpecFile> all = new ArrayList<>(understood(files.values(), properties));
        all.addAll(broken);
        return List.copyOf(all);
    }

    private static List<SpecFile> understood(Collection<Path> files, PropertyLayers properties) {
        Map<String, Path> owners = new HashMap<>();
        List<SpecFile> understood = new ArrayList<>();
        for (Path file : files) {
            understood.addAll(specs(file, properties, owners));
        }
        return List.copyOf(understood);
    }

    /** Understands one file, which is one spec or has several. */
    private static List<SpecFile> specs(Path file, PropertyLayers properties, Map<String, Path> owners) {
        String label = String.valueOf(file.getFileName());
        try {
            return SpecLayer.file(file).expanded(properties).stream()
                    .map(layer -> spec(file, label, layer, properties, owners))
                    .toList();
        } catch (RuntimeException e) {
            return List.of(SpecFile.broken(file, label, e));
        }
    }

    /** Understands one spec; its name is its own only where no file before it has it. */
    private static SpecFile spec(
            Path file, String labelOfFile, SpecLayer layer, PropertyLayers properties, Map<String, Path> owners) {
        String label = labelOfFile;
        try {
            Optional<String> name = layer.name();
            if (name.isPresent()) {
                // Names differ in more than letter case, because some file systems do not see it.
                Path owner = owners.putIfAbsent(name.get().toLowerCase(Locale.ROOT), file);
                if (owner != null) {
                    throw new DuressException("spec files " + owner + " and " + file + " both have the name '"
                            + name.get() + "'; give each its own");
                }
                label = name.get();
            }
            RobustnessSpec spec = SpecLayer.resolve(List.of(layer), properties);
            Obstacle.refuse(spec, file);
            return SpecFile.understood(file, spec);
        } catch (RuntimeException e) {
            return SpecFile.broken(file, label, e);
        }
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DuressException("spec folder " + folder + " does not exist; make it, or set "
                    + DuressProperties.SPECS + " to the folder of your spec files");
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> specs = files.filter(SpecFiles::isSpec).sorted().toList();
            if (specs.isEmpty()) {
                throw new DuressException("spec folder " + folder + " holds no spec file; add a *.yaml or *.yml file");
            }
            return specs;
        } catch (IOException e) {
            throw new DuressException("spec folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isSpec(Path file) {
        String name = file.getFileName().toString();
        String lower = name.toLowerCase(Locale.ROOT);
        // A link that leads nowhere is no folder either: it is a spec that cannot be read, which must not go unsaid.
        return !name.startsWith(".") && (lower.endsWith(".yaml") || lower.endsWith(".yml")) && !Files.isDirectory(file);
    }
}
