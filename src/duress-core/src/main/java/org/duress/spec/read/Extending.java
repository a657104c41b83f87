package org.duress.spec.read;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecComposition;
import org.duress.spec.key.Section;
import org.duress.spec.key.Setting;
import org.duress.spec.key.Source;
import org.duress.spec.key.Value;
import org.duress.spec.key.YamlValues;

/** Lays a spec file over the file that it extends, and that one over its own. */
final class Extending {
    /** Files in a row: further back nobody finds where a setting comes from. */
    private static final int MOST = 10;

    private Extending() {}

    /**
     * The settings of a file and of those that it extends. Each keeps where it was written, and is relative to that
     * file; the name is a file's own.
     */
    static Value.Block extended(Value.Block file) {
        return extended(file, List.of());
    }

    /**
     * The same, for a file that others extend.
     *
     * @param passed files that were read on the way here
     */
    private static Value.Block extended(Value.Block file, List<Path> passed) {
        Optional<Setting> setting = new Section("", file).find(SpecComposition.EXTENDS);
        if (setting.isEmpty()) {
            return file;
        }
        Path base = setting.get().path();
        List<Path> now =
                Stream.concat(passed.stream(), Stream.of(absolute(base))).toList();
        refuseCycle(setting.get(), passed, absolute(base));
        if (now.size() > MOST) {
            throw setting.get()
                    .error("is one of more than " + MOST + " files in a row that extend another; join some of them");
        }
        Value.Block below = extended(read(setting.get(), base), now);
        Value.Block merged = Overlay.over(
                without(below, RobustnessSpec.NAME.local()), without(file, SpecComposition.EXTENDS.local()));
        return new Value.Block(file.origin(), merged.entries());
    }

    private static void refuseCycle(Setting setting, List<Path> passed, Path base) {
        int before = passed.indexOf(base);
        if (before >= 0) {
            List<Path> cycle = new ArrayList<>(passed.subList(before, passed.size()));
            cycle.add(base);
            throw setting.error("extends itself in the end: "
                    + cycle.stream()
                            .map(path -> String.valueOf(path.getFileName()))
                            .collect(Collectors.joining(" -> "))
                    + "; remove one of them");
        }
    }

    private static Value.Block read(Setting setting, Path base) {
        Source source = setting.value().origin().source();
        Path folder = Optional.ofNullable(base.getParent()).orElse(Path.of(""));
        try {
            return YamlValues.block(source.read(base), base.toString(), folder, source);
        } catch (NoSuchFileException e) {
            throw setting.error("names " + base + ", which does not exist; correct the path, which is relative to"
                    + " the file that it is written in");
        } catch (IOException e) {
            throw setting.error("names " + base + ", which cannot be read: " + e.getMessage());
        }
    }

    private static Value.Block without(Value.Block block, String key) {
        Map<String, Value> others = new LinkedHashMap<>(block.entries());
        others.remove(key);
        return new Value.Block(block.origin(), others);
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }
}
