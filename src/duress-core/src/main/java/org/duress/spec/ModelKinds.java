package org.duress.spec;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.duress.spec.key.Bounds;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Range;
import org.duress.spec.key.Schema;
import org.duress.spec.key.Setting;

/** How the keys of a model are written that are no plain number or text. */
final class ModelKinds {
    static final Kind<URI> URL = Kind.of(
            "a URL such as http://localhost:8000", Schema.text(Pattern.compile("https?://.+")), ModelKinds::url);

    static final Kind<Integer> PORT = Kind.whole("a port", Bounds.from(1).to(65_535));

    static final Kind<List<String>> TEXTS = Kind.of("a list of texts", Schema.list(Schema.TEXT, 0), ModelKinds::texts);

    static final Kind<Map<String, Path>> FILES = Kind.of(
            "a block such as {models: /models}, this machine's path first",
            Schema.map(Schema.text(Pattern.compile("/.*")), 0),
            ModelKinds::files);

    static final Kind<OptionalInt> CHANNELS = Kind.optionalWhole(Kind.whole(Range.CHANNELS));

    private static final Schema OWN_CLASSES = Schema.either(
            Schema.whole(Range.CLASSES),
            Schema.list(Schema.whole(Range.CLASSES), 1).distinct());

    static final Kind<Map<String, List<Integer>>> CLASSES = Kind.of(
            "a block such as {liver: 3, kidneys: [1, 2]}, or the names of classes 1, 2, ... in order",
            Schema.either(
                    Schema.map(OWN_CLASSES, 1), Schema.list(Schema.TEXT, 1).distinct()),
            ModelKinds::classes);

    /** Names of variables are upper case by custom, and what somebody takes for one by mistake hardly ever is. */
    private static final Pattern NAME_OF_VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]{0,99}");

    private static final String NAMES_A_VARIABLE =
            "the name of an environment variable, in upper case, such as UNET_AUTHORIZATION";

    /** After the key's name. */
    static final String NO_VARIABLE = "must be " + NAMES_A_VARIABLE + ", and never what the variable holds";

    /** Checked by {@link #namesVariable} and not by a range, whose messages repeat the value. */
    static final Kind<String> VARIABLE = Kind.of(NAMES_A_VARIABLE, Schema.text(NAME_OF_VARIABLE), ModelKinds::variable);

    private ModelKinds() {}

    /** What is no name may be the secret itself, so a message does not repeat it. */
    private static String variable(Setting setting) {
        String name = setting.text();
        if (!namesVariable(name)) {
            throw setting.error(NO_VARIABLE);
        }
        return name;
    }

    static boolean namesVariable(String name) {
        return NAME_OF_VARIABLE.matcher(name).matches();
    }

    private static URI url(Setting setting) {
        String text = setting.text();
        try {
            URI url = new URI(text);
            boolean plain = url.getQuery() == null && url.getFragment() == null && url.getUserInfo() == null;
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null && plain) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw setting.error("must be a URL such as http://localhost:8000, not '" + text + "'");
        }
        throw setting.error("must be a URL such as http://localhost:8000, not '" + text + "'");
    }

    private static List<String> texts(Setting setting) {
        return setting.items("a list of texts").stream().map(Setting::text).toList();
    }

    /** Written as {@code models: /models}, this machine's path first; kept by the place in the container. */
    private static Map<String, Path> files(Setting setting) {
        Map<String, Path> files = new LinkedHashMap<>();
        setting.section().map(Function.identity()).forEach((local, target) -> {
            String place = target.text();
            if (!place.startsWith("/")) {
                throw target.error("must be an absolute path in the container, such as /models, not '" + place + "'");
            }
            if (files.put(place, setting.path(local)) != null) {
                throw target.error("names '" + place + "' twice; remove one");
            }
        });
        return files;
    }

    /** Either names of classes 1, 2, ... in order, or for each organ its classes. */
    private static Map<String, List<Integer>> classes(Setting setting) {
        Optional<List<Setting>> names = setting.list();
        Map<String, List<Integer>> classes =
                names.isPresent() ? numbered(names.get()) : setting.section().map(ModelKinds::ofOrgan);
        if (classes.isEmpty()) {
            throw setting.error("must name at least one organ, as in {liver: 3} or [pancreas, kidneys, liver]");
        }
        classes.forEach((organ, own) -> {
            if (Set.copyOf(own).size() < own.size()) {
                throw setting.error("must give '" + organ + "' each class once, not " + own);
            }
        });
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
                .map(items ->
                        items.stream().map(item -> item.integer(Range.CLASSES)).toList())
                .orElseGet(() -> List.of(organ.integer(Range.CLASSES)));
        if (own.isEmpty()) {
            throw organ.error("must hold at least one class");
        }
        return own;
    }
}
