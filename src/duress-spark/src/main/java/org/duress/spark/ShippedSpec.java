package org.duress.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duress.spec.DuressProperties;
import org.duress.spec.GateSpec;
import org.duress.spec.NamedFiles;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.key.Source;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecLayer;

/**
 * A spec on its way to executors.
 *
 * @param yaml what its file holds
 * @param file what messages call that
 * @param folder that its paths are relative to, on the driver
 * @param source what the driver read for it beside that file
 * @param properties the driver's that override it, by their full names
 * @param files what it names, and where that is
 */
record ShippedSpec(
        byte[] yaml,
        String file,
        String folder,
        ShippedSource source,
        Map<String, String> properties,
        List<ShippedFile> files)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** Begins the property that limits an organ. */
    private static final String LIMIT = DuressProperties.GATE + GateSpec.ORGANS.local() + ".";

    ShippedSpec {
        yaml = yaml.clone();
        properties = Map.copyOf(properties);
        files = List.copyOf(files);
    }

    /**
     * The same with limits of organs that count on the driver's day, whatever day it is elsewhere.
     *
     * @param limits by organ, in (0, 1]
     */
    ShippedSpec limited(Map<String, Double> limits) {
        Map<String, String> more = new LinkedHashMap<>(properties);
        limits.forEach((organ, limit) -> more.put(LIMIT + organ, String.valueOf(limit)));
        return new ShippedSpec(yaml, file, folder, source, more, files);
    }

    /**
     * The spec as the driver understands it.
     *
     * @param setting overrides on top of all, by the full names of properties
     */
    RobustnessSpec spec(Map<String, String> setting) {
        return spec(setting, source);
    }

    /** The same, as the driver reads it for the first time. */
    RobustnessSpec spec(Map<String, String> setting, Source from) {
        return SpecLayer.resolve(
                List.of(SpecLayer.text(yaml, file, Path.of(folder), from)),
                PropertyLayers.of(layer("system property", properties), layer("setting", setting)));
    }

    /** The same with all that the driver reads for it, and with the files that it names. */
    ShippedSpec read(Source from, Function<Path, ShippedFile> file) {
        ShippedSource.Notes notes = new ShippedSource.Notes(from);
        List<Path> named = NamedFiles.of(spec(Map.of(), notes));
        return new ShippedSpec(
                yaml,
                this.file,
                folder,
                notes.read(),
                properties,
                named.stream().map(file).toList());
    }

    private static PropertyLayer layer(String name, Map<String, String> values) {
        return new PropertyLayer(name, key -> Optional.ofNullable(values.get(key)), values.keySet());
    }

    /**
     * The spec with its files where this process finds them.
     *
     * @param setting overrides on top of all
     * @param fetched where what is fetched goes
     * @throws org.duress.EnvironmentException if one is not there
     */
    RobustnessSpec here(Map<String, String> setting, FetchedFiles fetched) {
        Map<String, ShippedFile> byName =
                files.stream().collect(Collectors.toMap(ShippedFile::named, Function.identity()));
        return NamedFiles.moved(
                spec(setting),
                path -> Optional.ofNullable(byName.get(path.toString()))
                        .map(known -> known.here(fetched))
                        .orElse(path));
    }
}
