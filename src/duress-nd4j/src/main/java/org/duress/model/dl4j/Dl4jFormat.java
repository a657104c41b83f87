package org.duress.model.dl4j;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.BoundedZip;
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
    public Optional<Path> sample() {
        return Optional.of(Path.of("classpath:org/duress/model/dl4j/sample.zip"));
    }

    @Override
    public SegmentationModel open(ModelSpec spec) {
        String location = ModelFile.location(spec);
        byte[] configuration;
        byte[] coefficients;
        try (BoundedZip zip = ModelFile.unzip(spec)) {
            for (String entry : List.of(CONFIGURATION, COEFFICIENTS)) {
                if (zip.size(entry).isEmpty()) {
                    throw new DuressException("file " + location + " has no " + entry
                            + ", so it is no network of Deeplearning4j; save one with ModelSerializer.writeModel");
                }
            }
            configuration = ModelFile.read(zip, CONFIGURATION, location);
            coefficients = ModelFile.read(zip, COEFFICIENTS, location);
        }
        return Dl4jNetwork.model(spec, configuration, Coefficients.read(coefficients, location), location);
    }
}
