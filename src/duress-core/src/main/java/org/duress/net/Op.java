package org.duress.net;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;

/**
 * What a node of a {@link Graph} computes. Tensors are {@code float32 [batch, height, width, channels]}.
 *
 * <p>Every op has a forward and a pullback to its input, each checked against finite differences in
 * {@code OpGradientTest}. Convolutions and batch norm can be trained; dilated, depthwise and transposed convolutions
 * run frozen only.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Op.Conv2d.class, name = "conv2d"),
    @JsonSubTypes.Type(value = Op.DepthwiseConv2d.class, name = "depthwiseConv2d"),
    @JsonSubTypes.Type(value = Op.TransposedConv2d.class, name = "transposedConv2d"),
    @JsonSubTypes.Type(value = Op.BatchNorm.class, name = "batchNorm"),
    @JsonSubTypes.Type(value = Op.GroupNorm.class, name = "groupNorm"),
    @JsonSubTypes.Type(value = Op.LayerNorm.class, name = "layerNorm"),
    @JsonSubTypes.Type(value = Op.LeakyRelu.class, name = "leakyRelu"),
    @JsonSubTypes.Type(value = Op.Elu.class, name = "elu"),
    @JsonSubTypes.Type(value = Op.Clip.class, name = "clip"),
    @JsonSubTypes.Type(value = Op.Softplus.class, name = "softplus"),
    @JsonSubTypes.Type(value = Op.Erf.class, name = "erf"),
    @JsonSubTypes.Type(value = Op.Tanh.class, name = "tanh"),
    @JsonSubTypes.Type(value = Op.Sigmoid.class, name = "sigmoid"),
    @JsonSubTypes.Type(value = Op.Softmax.class, name = "softmax"),
    @JsonSubTypes.Type(value = Op.MaxPool.class, name = "maxPool"),
    @JsonSubTypes.Type(value = Op.AveragePool.class, name = "averagePool"),
    @JsonSubTypes.Type(value = Op.Upsample.class, name = "upsample"),
    @JsonSubTypes.Type(value = Op.Resize.class, name = "resize"),
    @JsonSubTypes.Type(value = Op.Pad.class, name = "pad"),
    @JsonSubTypes.Type(value = Op.Crop.class, name = "crop"),
    @JsonSubTypes.Type(value = Op.DepthToSpace.class, name = "depthToSpace"),
    @JsonSubTypes.Type(value = Op.SliceChannels.class, name = "sliceChannels"),
    @JsonSubTypes.Type(value = Op.Concat.class, name = "concat"),
    @JsonSubTypes.Type(value = Op.Add.class, name = "add"),
    @JsonSubTypes.Type(value = Op.Multiply.class, name = "multiply"),
    @JsonSubTypes.Type(value = Op.SpatialMean.class, name = "spatialMean"),
})
public sealed interface Op {
    /**
     * Convolution. With several inputs it acts on their concatenation, but is computed as a sum of convolutions, which
     * needs no copy. Weights {@code [kernel y, kernel x, in, channels]} for each input, bias {@code [channels]}.
     *
     * @param channels output channels, at least 1
     * @param bias whether a bias is added
     */
    record Conv2d(int channels, Window window, boolean bias) implements Op {
        public Conv2d {
            Objects.requireNonNull(window, "window");
        }

        /** A square kernel with "same" padding. */
        public static Conv2d same(int channels, int kernel, int stride, boolean bias) {
            return new Conv2d(channels, Window.same(kernel, stride), bias);
        }
    }

    /**
     * Convolution of each channel by itself. Weights {@code [kernel y, kernel x, in, multiplier]}, bias
     * {@code [in * multiplier]}; output channel {@code c * multiplier + m} comes from input channel c.
     *
     * @param multiplier output channels for each input channel, at least 1
     */
    record DepthwiseConv2d(int multiplier, Window window, boolean bias) implements Op {
        public DepthwiseConv2d {
            Objects.requireNonNull(window, "window");
        }
    }

    /**
     * The pullback of a {@link Conv2d} as an op of its own: output size
     * {@code (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + outputPadding}. Weights
     * {@code [kernel y, kernel x, channels, in]}, bias {@code [channels]}.
     *
     * @param window with explicit padding
     * @param outputPadding rows and columns more at the end, less than the stride
     */
    record TransposedConv2d(int channels, Window window, Extent outputPadding, boolean bias) implements Op {
        public TransposedConv2d {
            Objects.requireNonNull(window, "window");
            Objects.requireNonNull(outputPadding, "outputPadding");
        }
    }

    /**
     * Normalisation per channel, scale and shift; with batch or population statistics, as the pass says. With mean 0,
     * variance 1 and epsilon 0 as population statistics it is a scale and a shift.
     */
    record BatchNorm(double epsilon) implements Op {}

    /**
     * Zero mean and unit variance in each image over height, width and the channels of a group; no scale, no shift. As
     * many groups as channels make it instance normalisation.
     *
     * @param groups divides the channels
     */
    record GroupNorm(int groups, double epsilon) implements Op {}

    /** Zero mean and unit variance of each pixel over its channels; no scale, no shift. */
    record LayerNorm(double epsilon) implements Op {}

    /** {@code max(x, slope * x)}; slope in [0, 1), 0 is ReLU. */
    record LeakyRelu(double slope) implements Op {}

    /** x above 0, {@code alpha * (exp(x) - 1)} below. */
    record Elu(double alpha) implements Op {}

    /** {@code min(high, max(low, x))}; the bounds may be infinite. */
    record Clip(double low, double high) implements Op {}

    /** {@code log(1 + exp(x))}. */
    record Softplus() implements Op {}

    /** The error function. */
    record Erf() implements Op {}

    record Tanh() implements Op {}

    record Sigmoid() implements Op {}

    /** Over channels. */
    record Softmax() implements Op {}

    /** Largest value in a window; padding never wins. */
    record MaxPool(Window window) implements Op {
        public MaxPool {
            Objects.requireNonNull(window, "window");
        }
    }

    /**
     * Mean of a window.
     *
     * @param countPadding whether padding counts as zeros, or only what lies in the image is averaged
     */
    record AveragePool(Window window, boolean countPadding) implements Op {
        public AveragePool {
            Objects.requireNonNull(window, "window");
        }
    }

    /** Nearest-neighbour upsampling by a whole factor. */
    record Upsample(int factor) implements Op {}

    /** Resampling to a size in pixels. */
    record Resize(int height, int width, Interpolation interpolation, Coordinates coordinates) implements Op {
        public Resize {
            Objects.requireNonNull(interpolation, "interpolation");
            Objects.requireNonNull(coordinates, "coordinates");
        }
    }

    /** How {@link Resize} reads between pixels. */
    enum Interpolation {
        LINEAR,
        /** The pixel at or before the position. */
        NEAREST_FLOOR,
        /** The nearest pixel, the earlier one of two. */
        NEAREST_ROUND,
        /** The pixel at or after the position. */
        NEAREST_CEIL
    }

    /** Which position of the input belongs to output pixel i; scale is output size / input size. */
    enum Coordinates {
        /** {@code (i + 0.5) / scale - 0.5}: pixels are areas. */
        HALF_PIXEL,
        /** {@code i * (in - 1) / (out - 1)}: the outermost pixels' centres stay. */
        ALIGN_CORNERS,
        /** {@code i / scale}. */
        ASYMMETRIC
    }

    /** More rows and columns around the image, each count at least 0. */
    record Pad(int top, int bottom, int left, int right, Border border) implements Op {
        public Pad {
            Objects.requireNonNull(border, "border");
        }
    }

    /** What {@link Pad} puts outside the image. */
    enum Border {
        ZERO,
        /** The outermost pixel again. */
        EDGE,
        /** The image mirrored at its outermost pixels. */
        REFLECT
    }

    /** Fewer rows and columns, each count at least 0. */
    record Crop(int top, int bottom, int left, int right) implements Op {}

    /**
     * Channel {@code (dy * block.x + dx) * out + c} becomes channel c of pixel {@code (y * block.y + dy, x * block.x +
     * dx)}.
     */
    record DepthToSpace(Extent block) implements Op {
        public DepthToSpace {
            Objects.requireNonNull(block, "block");
        }
    }

    /** Channels from (inclusive) to (exclusive). */
    record SliceChannels(int from, int to) implements Op {}

    /** Concatenation of channels. */
    record Concat() implements Op {}

    /** Sum of tensors of one shape. */
    record Add() implements Op {}

    /** Product of two tensors; the second may have one pixel, or one channel, which then goes with all. */
    record Multiply() implements Op {}

    /** Mean over height and width: {@code [batch, 1, 1, channels]}. */
    record SpatialMean() implements Op {}
}
