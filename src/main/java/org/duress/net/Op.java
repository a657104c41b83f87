package org.duress.net;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What a node of a {@link Graph} computes. Tensors are {@code float32 [batch, height, width, channels]}.
 *
 * <p>Every op has a forward and a backward; each is checked against finite differences in {@code OpGradientTest}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Op.Conv2d.class, name = "conv2d"),
    @JsonSubTypes.Type(value = Op.BatchNorm.class, name = "batchNorm"),
    @JsonSubTypes.Type(value = Op.LeakyRelu.class, name = "leakyRelu"),
    @JsonSubTypes.Type(value = Op.Tanh.class, name = "tanh"),
    @JsonSubTypes.Type(value = Op.Sigmoid.class, name = "sigmoid"),
    @JsonSubTypes.Type(value = Op.Softmax.class, name = "softmax"),
    @JsonSubTypes.Type(value = Op.MaxPool.class, name = "maxPool"),
    @JsonSubTypes.Type(value = Op.Upsample.class, name = "upsample"),
    @JsonSubTypes.Type(value = Op.Concat.class, name = "concat"),
    @JsonSubTypes.Type(value = Op.Add.class, name = "add"),
    @JsonSubTypes.Type(value = Op.Multiply.class, name = "multiply"),
    @JsonSubTypes.Type(value = Op.SpatialMean.class, name = "spatialMean"),
})
public sealed interface Op {
    /**
     * Convolution with zero padding that keeps {@code ceil(size / stride)} ("same"). With several inputs it acts on
     * their concatenation, but is computed as a sum of convolutions, which needs no copy.
     *
     * @param channels output channels, at least 1
     * @param kernel height and width of the kernel, odd
     * @param stride 1 or 2
     * @param bias whether a bias is added
     */
    record Conv2d(int channels, int kernel, int stride, boolean bias) implements Op {}

    /** Normalisation per channel, scale and shift; with batch or population statistics, as the pass says. */
    record BatchNorm(double epsilon) implements Op {}

    /** {@code max(x, slope * x)}; slope in [0, 1), 0 is ReLU. */
    record LeakyRelu(double slope) implements Op {}

    record Tanh() implements Op {}

    record Sigmoid() implements Op {}

    /** Over channels. */
    record Softmax() implements Op {}

    /** Non-overlapping {@code size x size} maximum; the size must divide height and width. */
    record MaxPool(int size) implements Op {}

    /** Nearest-neighbour upsampling by a whole factor. */
    record Upsample(int factor) implements Op {}

    /** Concatenation of channels. */
    record Concat() implements Op {}

    /** Sum of tensors of one shape. */
    record Add() implements Op {}

    /** Product of two tensors of one shape. */
    record Multiply() implements Op {}

    /** Mean over height and width: {@code [batch, 1, 1, channels]}. */
    record SpatialMean() implements Op {}
}
