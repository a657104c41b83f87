package org.duress.spec;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/** Understands the settings of the model under test. */
final class ModelParser {
    /** The keys that say where the model is; one of them is set. */
    static final List<String> SOURCES = List.of("path", "url", "image");

    /** The keys that only make sense beside a url or an image. */
    private static final List<String> SERVED =
            List.of("name", "version", "batch", "inFlight", "retries", "requestSeconds", "readySeconds");

    /** The keys that only make sense beside an image. */
    private static final List<String> CONTAINER = List.of("port", "environment", "command", "files", "gpu", "egress");

    /** All that is said of where the model is. */
    static final List<String> SOURCE_KEYS =
            Stream.of(SOURCES, SERVED, CONTAINER).flatMap(List::stream).toList();

    static final List<String> KEYS = Stream.of(
                    List.of("format"), SOURCE_KEYS, List.of("head", "layout", "channels", "output", "classes"))
            .flatMap(List::stream)
            .toList();

    private ModelParser() {}

    static ModelSpec model(Section model) {
        return new ModelSpec(
                model.get("format").text(),
                source(model),
                model.get("head", setting -> setting.choice(ModelHead.class), ModelHead.AUTO),
                model.get("layout", setting -> setting.choice(ModelLayout.class), ModelLayout.AUTO),
                model.get("channels", ModelParser::channels, OptionalInt.empty()),
                model.find("output").map(Setting::text),
                model.get("classes", ModelParser::classes, Map.of()));
    }

    private static ModelSource source(Section model) {
        List<String> sources = Stream.of("path", "url", "image")
                .filter(key -> model.find(key).isPresent())
                .toList();
        if (sources.size() > 1) {
            throw model.get(sources.get(1))
                    .error("says where the model is, as 'model." + sources.get(0) + "' does already; remove one");
        }
        if (model.find("image").isPresent()) {
            return image(model);
        }
        refuse(model, CONTAINER, "image");
        if (model.find("url").isPresent()) {
            return new ModelSource.Server(url(model.get("url")), served(model));
        }
        refuse(model, SERVED, "url or model.image");
        return new ModelSource.File(model.get("path").path());
    }

    private static void refuse(Section model, List<String> keys, String owner) {
        keys.stream().map(model::find).flatMap(Optional::stream).findFirst().ifPresent(setting -> {
            throw setting.error("goes with model." + owner + ", which is not there; add it or remove this");
        });
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

    private static ModelSource.Image image(Section model) {
        return new ModelSource.Image(
                model.get("image").text(),
                model.get("port", ModelParser::port, ModelSource.Image.DEFAULT_PORT),
                served(model),
                model.get("environment", setting -> setting.section().map(Setting::text), Map.of()),
                model.get("command", ModelParser::texts, List.of()),
                model.get("files", ModelParser::files, Map.of()),
                model.get("gpu", Setting::flag, false),
                model.get("egress", Setting::flag, false));
    }

    private static int port(Setting setting) {
        int port = setting.integer();
        if (port < 1 || port > 65_535) {
            throw setting.error("must be a port from 1 to 65535, not " + port);
        }
        return port;
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

    private static ServedModel served(Section model) {
        ServedModel defaults = new ServedModel(model.get("name").text());
        return new ServedModel(
                defaults.name(),
                model.find("version").map(Setting::text),
                model.get("batch", setting -> setting.integer(Range.BATCH), defaults.batch()),
                model.get("inFlight", setting -> setting.integer(Range.IN_FLIGHT), defaults.inFlight()),
                model.get("retries", setting -> setting.integer(Range.RETRIES), defaults.retries()),
                model.get("requestSeconds", setting -> setting.integer(Range.SECONDS), defaults.requestSeconds()),
                model.get("readySeconds", setting -> setting.integer(Range.SECONDS), defaults.readySeconds()));
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
                .map(items ->
                        items.stream().map(item -> item.integer(Range.CLASSES)).toList())
                .orElseGet(() -> List.of(organ.integer(Range.CLASSES)));
        if (own.isEmpty()) {
            throw organ.error("must hold at least one class");
        }
        return own;
    }
}
