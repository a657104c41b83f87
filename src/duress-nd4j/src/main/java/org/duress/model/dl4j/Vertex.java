package org.duress.model.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalInt;
import org.duress.model.lowering.layers.LayerSettings;

/**
 * One layer or vertex of a network.
 *
 * @param position in the order of computation, from 1; the order of the coefficients too
 * @param name unique in the network
 * @param type class below {@code org.deeplearning4j.nn.conf}, such as {@code layers.ConvolutionLayer}; other classes
 *     with all their packages
 * @param settings of the layer, or of the vertex where there is no layer
 * @param preProcessor what is done with the input first; missing where nothing is
 * @param inputs names of earlier vertices, or of the network's input
 */
record Vertex(
        int position, String name, String type, LayerSettings settings, JsonNode preProcessor, List<String> inputs) {
    Vertex {
        inputs = List.copyOf(inputs);
    }

    /** The same under another name. */
    Vertex named(String other) {
        return new Vertex(position, other, type, settings, preProcessor, inputs);
    }

    /** Axes of the images that its class is made for: 2 for slices, 3 for volumes; empty where it takes both. */
    OptionalInt axes() {
        return switch (type) {
            case "layers.ConvolutionLayer",
                    "layers.Convolution2D",
                    "layers.Deconvolution2D",
                    "layers.DepthwiseConvolution2D",
                    "layers.SeparableConvolution2D",
                    "layers.SubsamplingLayer",
                    "layers.Upsampling2D",
                    "layers.ZeroPaddingLayer",
                    "layers.convolutional.Cropping2D",
                    "layers.CnnLossLayer" -> OptionalInt.of(2);
            case "layers.Convolution3D",
                    "layers.Deconvolution3D",
                    "layers.Subsampling3DLayer",
                    "layers.Upsampling3D",
                    "layers.ZeroPadding3DLayer",
                    "layers.convolutional.Cropping3D",
                    "layers.Cnn3DLossLayer" -> OptionalInt.of(3);
            default -> OptionalInt.empty();
        };
    }

    /** A name in the lowered network that no other vertex's parts have. */
    String node() {
        return position + " " + name;
    }
}
