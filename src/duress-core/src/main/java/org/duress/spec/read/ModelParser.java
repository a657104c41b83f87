package org.duress.spec.read;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.duress.spec.key.Key;
import org.duress.spec.key.Section;

/** Understands the block {@code model} of a spec: which keys go with which source. */
final class ModelParser {
    /** One of them says where the model is. */
    private static final List<Key<?, ?>> SOURCES =
            List.of(ModelSource.File.PATH, ModelSource.Server.URL, ModelSource.Image.IMAGE);

    /** Those of an image alone. */
    private static final List<Key<?, ?>> CONTAINER = ModelSource.Image.KEYS.stream()
            .<Key<?, ?>>map(key -> key)
            .filter(Predicate.not(SOURCES::contains))
            .toList();

    private ModelParser() {}

    static ModelSpec model(Section model) {
        return new ModelSpec(
                model.get(ModelSpec.FORMAT),
                source(model),
                model.get(ModelSpec.HEAD),
                model.get(ModelSpec.LAYOUT),
                model.get(ModelSpec.CHANNELS),
                model.get(ModelSpec.OUTPUT),
                model.get(ModelSpec.CLASSES),
                model.get(ModelSpec.PREPROCESS),
                model.get(ModelSpec.TILES),
                model.get(ModelSpec.FLIPS));
    }

    /** Whether a key, by its name in the block, says where the model is. */
    static boolean saysWhere(String key) {
        return named(SOURCES, key);
    }

    /** Whether a key, by its name in the block, is said of where the model is. */
    static boolean belongsToSource(String key) {
        return saysWhere(key) || named(ServedModel.KEYS, key) || named(CONTAINER, key);
    }

    private static boolean named(List<? extends Key<?, ?>> keys, String name) {
        return keys.stream().anyMatch(key -> key.local().equals(name));
    }

    private static ModelSource source(Section model) {
        List<Key<?, ?>> sources =
                SOURCES.stream().filter(key -> model.find(key).isPresent()).toList();
        if (sources.size() > 1) {
            throw model.find(sources.get(1))
                    .orElseThrow()
                    .error("says where the model is, as '" + sources.get(0) + "' does already; remove one");
        }
        if (sources.contains(ModelSource.Image.IMAGE)) {
            return ModelSource.Image.of(model);
        }
        refuse(model, CONTAINER.stream(), ModelSource.Image.IMAGE.name());
        if (sources.contains(ModelSource.Server.URL)) {
            return new ModelSource.Server(model.get(ModelSource.Server.URL), ServedModel.of(model));
        }
        refuse(model, ServedModel.KEYS.stream(), ModelSource.Server.URL + " or " + ModelSource.Image.IMAGE);
        return new ModelSource.File(model.get(ModelSource.File.PATH));
    }

    private static void refuse(Section model, Stream<? extends Key<?, ?>> keys, String owner) {
        keys.map(model::find).flatMap(Optional::stream).findFirst().ifPresent(setting -> {
            throw setting.error("goes with " + owner + ", which is not there; add it or remove this");
        });
    }
}
