package org.duress.model.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.layers.LayerSettings;
import org.duress.model.lowering.layers.ModelJson;

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
        int height = settings.whole("inputHeight", 1);
        int width = settings.whole("inputWidth", 1);
        if (height != image.height() || width != image.width()) {
            throw new IllegalArgumentException("it reads lists of pixels as images of " + height + " x " + width);
        }
    }

    private static boolean isFlatToImage(JsonNode preProcessor) {
        return preProcessor.path("@class").asText("").equals(FLAT_TO_IMAGE);
    }
}
