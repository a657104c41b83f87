package org.duress.spec;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.spec.key.Block;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Setting;

/**
 * The model under test.
 *
 * @param source where it comes from: a file, a server, or a container image
 * @param channels of its images; 3 before images of one channel: the same in each; empty to read it off the model
 * @param output empty for the only one that can be meant
 * @param classes for each organ the model's classes that make it up, of organs that overlap some in several; empty: the
 *     model's own names, or class i + 1 is the cohort's organ i
 * @param preprocess what is done to images before the network sees them, in this order; empty: it sees standard
 *     deviations of the subject
 * @param tiles of the sliding window, where there is one
 * @param flips axes (0 rows, 1 columns) of each flipped copy of an image whose answers are averaged; none for no flips
 */
public record ModelSpec(
        String format,
        ModelSource source,
        ModelHead head,
        ModelLayout layout,
        OptionalInt channels,
        Optional<String> output,
        Map<String, List<Integer>> classes,
        List<PreprocessStep> preprocess,
        Optional<TilesSpec> tiles,
        List<List<Integer>> flips) {
    /** Begins a path that names a resource of the class path. */
    public static final String CLASSPATH = Setting.CLASSPATH;

    private static final Block<ModelSpec> BLOCK = new Block<>("model", ModelSpec.class);

    public static final Key<ModelSpec, String> FORMAT = BLOCK.required(
                    "format", ModelSpec::format, Kind.TEXT, "how the model is stored; docs/formats.md has the formats")
            .otherwise("required; an annotation takes duress");

    public static final Key<ModelSpec, ModelHead> HEAD = BLOCK.key(
            "head",
            ModelSpec::head,
            Kind.choice(ModelHead.class),
            ModelHead.AUTO,
            "what the model's last values are, where the model leaves it open");

    public static final Key<ModelSpec, ModelLayout> LAYOUT = BLOCK.key(
            "layout",
            ModelSpec::layout,
            Kind.choice(ModelLayout.class),
            ModelLayout.AUTO,
            "order of the axes of the model's images, where the model leaves it open");

    public static final Key<ModelSpec, OptionalInt> CHANNELS = BLOCK.key(
                    "channels",
                    ModelSpec::channels,
                    ModelKinds.CHANNELS,
                    OptionalInt.empty(),
                    "channels of the model's images; 3, for images of one channel, gives it the same in each")
            .otherwise("the model's");

    public static final Key<ModelSpec, Optional<String>> OUTPUT = BLOCK.key(
                    "output",
                    ModelSpec::output,
                    Kind.optional(Kind.TEXT),
                    Optional.empty(),
                    "name of the output to judge, where several could be the answer")
            .otherwise("the only one that can be");

    public static final Key<ModelSpec, Map<String, List<Integer>>> CLASSES = BLOCK.key(
                    "classes",
                    ModelSpec::classes,
                    ModelKinds.CLASSES,
                    Map.of(),
                    "which of the model's classes make up which organ (background is class 0); classes of no organ are"
                            + " background")
            .otherwise("the model's own names, or in the order of the cohort's organs");

    public static final Key<ModelSpec, List<PreprocessStep>> PREPROCESS = BLOCK.key(
                    "preprocess",
                    ModelSpec::preprocess,
                    PreprocessKinds.STEP_LIST,
                    List.of(),
                    "what the team does to an image before its network sees it; the attack comes before it")
            .otherwise("the network sees standard deviations of the subject");

    public static final Key<ModelSpec, Optional<TilesSpec>> TILES = BLOCK.key(
                    "tiles",
                    ModelSpec::tiles,
                    Kind.optional(PreprocessKinds.TILES),
                    Optional.empty(),
                    "the sliding window of the team's inference")
            .otherwise("the network sees whole images");

    public static final Key<ModelSpec, List<List<Integer>>> FLIPS = BLOCK.key(
                    "flips",
                    ModelSpec::flips,
                    PreprocessKinds.FLIPS,
                    List.of(),
                    "flipped copies whose answers are averaged: h is up and down, w left and right")
            .otherwise("none");

    /** Those of its own, without those that say where the model is. */
    public static final List<Key<ModelSpec, ?>> KEYS =
            List.of(FORMAT, HEAD, LAYOUT, CHANNELS, OUTPUT, CLASSES, PREPROCESS, TILES, FLIPS);

    public ModelSpec {
        classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
        preprocess = List.copyOf(preprocess);
        flips = List.copyOf(flips);
    }

    /** A model that sees whole images in standard deviations of the subject. */
    public ModelSpec(
            String format,
            ModelSource source,
            ModelHead head,
            ModelLayout layout,
            OptionalInt channels,
            Optional<String> output,
            Map<String, List<Integer>> classes) {
        this(format, source, head, layout, channels, output, classes, List.of(), Optional.empty(), List.of());
    }

    /** The same model after other steps. */
    public ModelSpec preprocessed(
            List<PreprocessStep> steps, Optional<TilesSpec> window, List<List<Integer>> mirrored) {
        return new ModelSpec(format, source, head, layout, channels, output, classes, steps, window, mirrored);
    }

    /** A model in a file. */
    public ModelSpec(
            String format,
            Path path,
            ModelHead head,
            ModelLayout layout,
            OptionalInt channels,
            Optional<String> output,
            Map<String, List<Integer>> classes) {
        this(format, new ModelSource.File(path), head, layout, channels, output, classes);
    }

    /** A model in a file, off which everything else is read. */
    public ModelSpec(String format, Path path) {
        this(format, new ModelSource.File(path));
    }

    /** A model that says everything else itself. */
    public ModelSpec(String format, ModelSource source) {
        this(format, source, ModelHead.AUTO, ModelLayout.AUTO, OptionalInt.empty(), Optional.empty(), Map.of());
    }

    /**
     * The model file.
     *
     * @throws DuressException if the model comes from elsewhere
     */
    public Path path() {
        if (source instanceof ModelSource.File file) {
            return file.path();
        }
        throw new DuressException("model.format '" + format + "' reads a file; set model.path, or use model.format:"
                + " open-inference for a model behind a server");
    }
}
