package org.duress.model.dl4j;

import java.util.Map;
import java.util.Set;
import org.duress.DuressException;
import org.duress.model.ModelFile;
import org.duress.model.ModelFormat;
import org.duress.model.SegmentationModel;
import org.duress.spec.ModelSpec;

/**
 * Deeplearning4j: the zips of {@code ModelSerializer.writeModel}. Only {@code configuration.json} and
 * {@code coefficients.bin} are read, as data and without Deeplearning4j's library; serialised Java objects in a zip are
 * left alone.
 */
public final class Dl4jFormat implements ModelFormat {
    private static final String CONFIGURATION = "configuration.json";
    private static final String COEFFICIENTS = "coefficients.bin";

    @Override
    public String name() {
        return "dl4j";
    }

    @Override
    public SegmentationModel open(ModelSpec spec) {
        String location = ModelFile.location(spec);
        Map<String, byte[]> entries =
                ModelFile.unzip(ModelFile.read(spec), location, Set.of(CONFIGURATION, COEFFICIENTS));
        byte[] configuration = entries.get(CONFIGURATION);
        byte[] coefficients = entries.get(COEFFICIENTS);
        if (configuration == null || coefficients == null) {
            throw new DuressException("file " + location + " has no "
                    + (configuration == null ? CONFIGURATION : COEFFICIENTS)
                    + ", so it is no network of Deeplearning4j; save one with ModelSerializer.writeModel");
        }
        return Dl4jNetwork.model(spec, configuration, Coefficients.read(coefficients, location), location);
    }
}
