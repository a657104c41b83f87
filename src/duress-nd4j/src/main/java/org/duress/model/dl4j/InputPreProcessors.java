package org.duress.model.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import org.duress.base.Extent;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.layers.LayerSettings;
import org.duress.model.lowering.layers.ModelJson;

/** What Deeplearning4j puts before layers to change an array's rank. Images that stay images need none. */
final class InputPreProcessors {
    private static final String PACKAGE = "org.deeplearning4j.nn.conf.preprocessor.";
    private static final String FLAT_TO_SLICE = PACKAGE + "FeedForwardToCnnPreProcessor";
    private static final String FLAT_TO_VOLUME = PACKAGE + "FeedForwardToCnn3DPreProcessor";

    private InputPreProcessors() {}

    /**
     * Refuses what is more than a flat list of pixels read as an image, which for images does nothing.
     *
     * @param preProcessor missing or null where there is none
     */
    static void requireNone(LayerSettings layer, JsonNode preProcessor) {
        boolean none = preProcessor.isMissingNode() || preProcessor.isNull();
        if (!none && !isFlatToImage(preProcessor)) {
            throw layer.refused("has the input preprocessor " + ModelJson.shown(preProcessor.path("@class"))
                    + ", after which there is no image; a segmentation network keeps its images to the end");
        }
    }

    /** A network that takes flat lists of pixels takes images of one size: refuses others where a layer reads them. */
    static void requireSize(LayerSettings layer, JsonNode preProcessor, Value image) {
        if (!isFlatToImage(preProcessor)) {
            return;
        }
        LayerSettings settings = new LayerSettings(layer.where(), preProcessor);
        Extent size = new Extent(
                settings.whole("inputDepth", 1, 1), settings.whole("inputHeight", 1), settings.whole("inputWidth", 1));
        if (!size.equals(image.extent())) {
            throw new IllegalArgumentException("it reads lists of numbers as images of " + image.size(size));
        }
    }

    private static boolean isFlatToImage(JsonNode preProcessor) {
        String type = preProcessor.path("@class").asText("");
        return type.equals(FLAT_TO_SLICE) || type.equals(FLAT_TO_VOLUME);
    }
}
