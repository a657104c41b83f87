package org.duress.spec;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The files and folders that a spec names: of its model and its cohort, resources of the class path aside. */
public final class NamedFiles {
    private NamedFiles() {}

    /** Those of a spec, each once, as the spec names them. */
    public static List<Path> of(RobustnessSpec spec) {
        Set<Path> named = new LinkedHashSet<>();
        moved(spec, path -> {
            named.add(path);
            return path;
        });
        return List.copyOf(named);
    }

    /**
     * The same spec with its files elsewhere.
     *
     * @param to says where each is
     */
    public static RobustnessSpec moved(RobustnessSpec spec, UnaryOperator<Path> to) {
        UnaryOperator<Path> files = path -> path.toString().startsWith(ModelSpec.CLASSPATH) ? path : to.apply(path);
        return spec.with(moved(spec.model(), files)).with(moved(spec.cohort(), files));
    }

    private static ModelSpec moved(ModelSpec model, UnaryOperator<Path> to) {
        return new ModelSpec(
                model.format(),
                moved(model.source(), to),
                model.head(),
                model.layout(),
                model.channels(),
                model.output(),
                model.classes(),
                model.preprocess(),
                model.tiles(),
                model.flips());
    }

    private static ModelSource moved(ModelSource source, UnaryOperator<Path> to) {
        if (source instanceof ModelSource.File file) {
            return new ModelSource.File(to.apply(file.path()));
        }
        if (source instanceof ModelSource.Image image) {
            return new ModelSource.Image(
                    image.image(),
                    image.port(),
                    moved(image.served(), to),
                    image.environment(),
                    image.command(),
                    moved(image.files(), to),
                    image.gpu(),
                    image.egress());
        }
        ModelSource.Server server = (ModelSource.Server) source;
        return new ModelSource.Server(server.url(), moved(server.served(), to));
    }

    private static ServedModel moved(ServedModel served, UnaryOperator<Path> to) {
        return served.with(ServedModel.CERTIFICATES, served.certificates().map(to));
    }

    private static CohortSpec moved(CohortSpec cohort, UnaryOperator<Path> to) {
        ChannelFiles channels = cohort.channels() instanceof ChannelFiles.Folders folders
                ? new ChannelFiles.Folders(moved(folders.folders(), to))
                : cohort.channels();
        return cohort.with(CohortSpec.IMAGES, cohort.images().map(to))
                .with(CohortSpec.LABELS, cohort.labels().map(to))
                .with(CohortSpec.MASK, cohort.mask().map(to))
                .with(CohortSpec.CHANNELS, channels);
    }

    private static Map<String, Path> moved(Map<String, Path> files, UnaryOperator<Path> to) {
        Map<String, Path> moved = new LinkedHashMap<>();
        files.forEach((name, path) -> moved.put(name, to.apply(path)));
        return moved;
    }
}
