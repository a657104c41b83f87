package org.duress.model;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import org.duress.DuressException;
import org.duress.spec.ModelSpec;

/** Opens models of every format on the class path. */
public final class Models {
    private Models() {}

    /**
     * Opens a model.
     *
     * @throws DuressException if the format is unknown or the file cannot be opened
     */
    public static SegmentationModel open(ModelSpec spec) {
        List<ModelFormat> formats = StreamSupport.stream(
                        ServiceLoader.load(ModelFormat.class).spliterator(), false)
                .toList();
        ModelFormat named = formats.stream()
                .filter(format -> format.name().equals(spec.format()))
                .findFirst()
                .orElseThrow(() -> new DuressException("model format '" + spec.format() + "' is unknown; use one of "
                        + formats.stream().map(ModelFormat::name).sorted().toList()));
        FileKind.requireFor(spec);
        return named.open(spec);
    }
}
