package org.duress.spec;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Understands the settings of the model under test. */
final class ModelParser {
    static final List<String> KEYS = List.of("format", "path", "head", "layout", "channels", "output", "classes");

    private ModelParser() {}

    static ModelSpec model(Section model) {
        return new ModelSpec(
                model.get("format").text(),
                model.get("path").path(),
                model.get("head", setting -> setting.choice(ModelHead.class), ModelHead.AUTO),
                model.get("layout", setting -> setting.choice(ModelLayout.class), ModelLayout.AUTO),
                model.get("channels", ModelParser::channels, OptionalInt.empty()),
                model.find("output").map(Setting::text),
                model.get("classes", ModelParser::classes, Map.of()));
    }

    private static OptionalInt channels(Setting setting) {
        int channels = setting.integer();
        if (channels != 1 && channels != 3) {
            throw setting.error("must be 1, or 3 for a model that takes the same image three times, not " + channels);
        }
        return OptionalInt.of(channels);
    }

    /** Either names of classes 1, 2, ... in order, or for each organ its classes. */
    private static Map<String, List<Integer>> classes(Setting setting) {
        Optional<List<Setting>> names = setting.list();
        Map<String, List<Integer>> classes =
                names.isPresent() ? numbered(names.get()) : setting.section().map(ModelParser::ofOrgan);
        if (classes.isEmpty()) {
            throw setting.error("must name at least one organ, as in {liver: 3} or [pancreas, kidneys, liver]");
        }
        Map<Integer, String> owners = new HashMap<>();
        classes.forEach((organ, own) -> own.forEach(c -> {
            String owner = owners.put(c, organ);
            if (owner != null) {
                throw setting.error(
                        "must give each class once, but " + c + " is in '" + owner + "' and '" + organ + "'");
            }
        }));
        return classes;
    }

    private static Map<String, List<Integer>> numbered(List<Setting> names) {
        Map<String, List<Integer>> classes = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (classes.put(names.get(i).text(), List.of(i + 1)) != null) {
                throw names.get(i)
                        .error("names '" + names.get(i).text() + "' twice; give its classes as {"
                                + names.get(i).text() + ": [1, 2]}");
            }
        }
        return classes;
    }

    private static List<Integer> ofOrgan(Setting organ) {
        List<Integer> own = organ.list()
                .map(items -> items.stream().map(item -> item.integer(1)).toList())
                .orElseGet(() -> List.of(organ.integer(1)));
        if (own.isEmpty()) {
            throw organ.error("must hold at least one class");
        }
        return own;
    }
}
