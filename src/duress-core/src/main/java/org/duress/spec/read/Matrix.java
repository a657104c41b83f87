package org.duress.spec.read;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecComposition;
import org.duress.spec.key.Section;
import org.duress.spec.key.Setting;
import org.duress.spec.key.Value;

/** The specs that a file with a matrix stands for: one for each combination of its values. */
final class Matrix {
    /** A gate takes minutes: more of them are a study, and have a program of their own. */
    private static final int MOST = 100;

    /** What no folder's name may have, and paths do. */
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[/\\\\:*?\"<>|\\p{Cntrl}]");

    /**
     * One choice of each key.
     *
     * @param label what it is called within brackets
     * @param settings blocks with the chosen values
     */
    private record Choice(String label, List<Value.Block> settings) {}

    private Matrix() {}

    /**
     * The specs of a file, in the order of the values, those of the last key the fastest; the file's own settings alone
     * where it has no matrix.
     *
     * @param properties that override settings of all specs, and so none that the specs differ in
     */
    static List<Value.Block> expanded(Value.Block file, PropertyLayers properties) {
        Section section = new Section("", file);
        Optional<Setting> setting = section.find(SpecComposition.MATRIX);
        if (setting.isEmpty()) {
            return List.of(file);
        }
        Map<String, List<Setting>> matrix = section.get(SpecComposition.MATRIX);
        matrix.forEach((key, values) -> refuseTwice(file, key, values.get(0), properties));
        refuseMany(setting.get(), matrix);
        Map<String, Value> others = new LinkedHashMap<>(file.entries());
        others.remove(SpecComposition.MATRIX.local());
        String name = section.get(RobustnessSpec.NAME);
        return choices(matrix).stream()
                .map(choice -> spec(new Value.Block(file.origin(), others), name, choice, setting.get()))
                .toList();
    }

    private static void refuseTwice(Value.Block file, String key, Setting varied, PropertyLayers properties) {
        String property = PropertyLayers.PREFIX + key;
        if (properties.get(property).isPresent()) {
            throw varied.error("has values of its own, and " + property
                    + " is set for the whole run, which would make them one; remove either");
        }
        Section section = new Section("", file);
        String[] path = key.split("\\.");
        Optional<Setting> set = section.find(path[0]);
        if (path.length > 1) {
            set = set.map(Setting::section).flatMap(block -> block.find(path[1]));
        }
        set.ifPresent(twice -> {
            throw varied.error("has values of its own, and '" + key + "' is set too ("
                    + twice.value().origin().where() + "); remove either");
        });
    }

    private static void refuseMany(Setting setting, Map<String, List<Setting>> matrix) {
        long specs = 1;
        for (List<Setting> values : matrix.values()) {
            specs = Math.min(specs * values.size(), Integer.MAX_VALUE);
        }
        if (specs > MOST) {
            throw setting.error("makes " + specs + " specs of one file, and " + MOST
                    + " are the most; shorten its lists, or split the file");
        }
    }

    private static List<Choice> choices(Map<String, List<Setting>> matrix) {
        List<Choice> choices = List.of(new Choice("", List.of()));
        for (Map.Entry<String, List<Setting>> entry : matrix.entrySet()) {
            String key = shortest(entry.getKey(), matrix.keySet());
            List<Choice> more = new ArrayList<>();
            for (Choice before : choices) {
                Set<String> seen = new HashSet<>();
                for (Setting value : entry.getValue()) {
                    String written = written(value.value());
                    if (!seen.add(written)) {
                        throw value.error("lists " + written + " twice; remove one");
                    }
                    String label = (before.label.isEmpty() ? "" : before.label + ", ") + key + "=" + written;
                    List<Value.Block> settings = new ArrayList<>(before.settings);
                    settings.add(block(entry.getKey().split("\\."), value.value()));
                    more.add(new Choice(label, settings));
                }
            }
            choices = more;
        }
        return choices;
    }

    private static Value.Block spec(Value.Block others, String name, Choice choice, Setting matrix) {
        Value.Block spec = others;
        for (Value.Block chosen : choice.settings) {
            spec = Overlay.over(spec, chosen);
        }
        String full = name + "[" + choice.label + "]";
        if (full.length() > RobustnessSpec.LONGEST_NAME) {
            throw matrix.error("gives the name '" + full + "', which has " + full.length() + " characters, and "
                    + RobustnessSpec.LONGEST_NAME + " are the most; shorten 'name', or vary fewer keys");
        }
        Value named = new Value.Text(matrix.value().origin(), full, Value.Style.QUOTED);
        return Overlay.over(spec, block(new String[] {RobustnessSpec.NAME.local()}, named));
    }

    /** A spec of one setting; its blocks are where the value is. */
    private static Value.Block block(String[] path, Value value) {
        Value.Block inner = new Value.Block(value.origin(), Map.of(path[path.length - 1], value));
        return path.length == 1 ? inner : new Value.Block(value.origin(), Map.of(path[0], inner));
    }

    /** Its name within its block, where no other key has that. */
    private static String shortest(String key, Set<String> all) {
        String local = local(key);
        return all.stream().filter(other -> local(other).equals(local)).count() == 1 ? local : key;
    }

    private static String local(String key) {
        return key.substring(key.indexOf('.') + 1);
    }

    /** As it is written in YAML, in one line, without what no folder's name may have. */
    private static String written(Value value) {
        if (value instanceof Value.Items items) {
            return items.values().stream().map(Matrix::written).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Value.Block block) {
            return block.entries().entrySet().stream()
                    .map(entry -> entry.getKey() + " " + written(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return NOT_IN_NAMES.matcher(((Value.Text) value).text()).replaceAll("-");
    }
}
