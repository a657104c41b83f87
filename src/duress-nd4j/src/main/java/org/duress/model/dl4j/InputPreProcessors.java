package org.duress.model.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.duress.model.lowering.LayerSettings;
import org.duress.model.lowering.ModelJson;
import org.duress.net.Extent;

/** What Deeplearning4j puts before layers to change an array's rank. Images that stay images need none. */
final class InputPreProcessors {
    private static final String FLAT_TO_IMAGE = "org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor";

    private InputPreProcessors() {}

    /**
     * Refuses what is more than a flat list of pixels read as an image, which for images does nothing.
     *
     * @param preProcessor missing or null where there is none
     */
    static void requireNone(LayerSettings layer, JsonNode preProcessor) {
        boolean none = preProcessor.isMissingNode() || preProcessor.isNull();
        if (!none && !preProcessor.path("@class").asText("").equals(FLAT_TO_IMAGE)) {
            throw layer.refused("has the input preprocessor " + ModelJson.shown(preProcessor.path("@class"))
                    + ", after which there is no image; a segmentation network keeps its images to the end");
        }
    }

    /** The only size of a network that takes flat lists of pixels, where this layer reads them. */
    static Optional<Extent> size(LayerSettings layer, JsonNode preProcessor) {
        if (!preProcessor.path("@class").asText("").equals(FLAT_TO_IMAGE)) {
            return Optional.empty();
        }
        LayerSettings settings = new LayerSettings(layer.where(), preProcessor);
        return Optional.of(new Extent(settings.whole("inputHeight", 1), settings.whole("inputWidth", 1)));
    }
}
