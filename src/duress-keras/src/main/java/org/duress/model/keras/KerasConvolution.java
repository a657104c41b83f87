package org.duress.model.keras;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kinds of convolutions, each under every name that a version of Keras has for it. */
enum KerasConvolution {
    PLAIN,
    TRANSPOSED,
    DEPTHWISE,
    SEPARABLE;

    private static final Map<String, KerasConvolution> TYPES = Map.ofEntries(
            Map.entry("Conv2D", PLAIN),
            Map.entry("Convolution2D", PLAIN),
            Map.entry("Conv3D", PLAIN),
            Map.entry("Convolution3D", PLAIN),
            Map.entry("Conv2DTranspose", TRANSPOSED),
            Map.entry("Convolution2DTranspose", TRANSPOSED),
            Map.entry("Conv3DTranspose", TRANSPOSED),
            Map.entry("Convolution3DTranspose", TRANSPOSED),
            Map.entry("DepthwiseConv2D", DEPTHWISE),
            Map.entry("SeparableConv2D", SEPARABLE),
            Map.entry("SeparableConvolution2D", SEPARABLE));

    /** What a layer is, empty if no convolution. */
    static Optional<KerasConvolution> of(String type) {
        return Optional.ofNullable(TYPES.get(type));
    }

    /** Types of layers that are a convolution. */
    static Set<String> types() {
        return TYPES.keySet();
    }

    /** The names of its arrays in the order in which Keras makes them, without its bias. */
    List<String> kernels() {
        return switch (this) {
            case PLAIN, TRANSPOSED -> List.of("kernel");
            case DEPTHWISE -> List.of("depthwise_kernel");
            case SEPARABLE -> List.of("depthwise_kernel", "pointwise_kernel");
        };
    }
}
