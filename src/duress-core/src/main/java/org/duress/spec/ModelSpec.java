package org.duress.spec;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.duress.DuressException;

/**
 * The model under test.
 *
 * @param format name of the format, for example {@code duress}
 * @param source where it comes from: a file, a server, or a container image
 * @param head what the model's last values are
 * @param layout order of the model's image axes
 * @param channels channels of the model's input, 1 or 3 (the same image three times); empty to read it off the model
 * @param output name of the output to use, where several could be the answer; empty for the only one that can
 * @param classes for each organ the model's classes that make it up (background is class 0); classes of no organ are
 *     background. Empty: the model's own names, or class i + 1 is the cohort's organ i
 */
public record ModelSpec(
        String format,
        ModelSource source,
        ModelHead head,
        ModelLayout layout,
        OptionalInt channels,
        Optional<String> output,
        Map<String, List<Integer>> classes) {
    /** Begins a path that names a resource of the class path. */
    public static final String CLASSPATH = "classpath:";

    public ModelSpec {
        classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
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
