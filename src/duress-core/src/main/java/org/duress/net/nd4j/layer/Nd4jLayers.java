package org.duress.net.nd4j.layer;

import java.util.function.DoubleSupplier;
import org.duress.net.Engine;
import org.duress.net.Op;
import org.duress.net.nd4j.array.Place;

/**
 * The layer of each op.
 *
 * @param at where it works
 * @param statisticsMomentum how far a pass with batch statistics moves the population statistics
 */
public record Nd4jLayers(Place at, DoubleSupplier statisticsMomentum) implements Op.Layers<Engine.Layer> {
    @Override
    public Engine.Layer of(Op.Conv op) {
        return new ConvLayer(op, at);
    }

    @Override
    public Engine.Layer of(Op.DepthwiseConv op) {
        return new DepthwiseConvLayer(op, at);
    }

    @Override
    public Engine.Layer of(Op.TransposedConv op) {
        return new TransposedConvLayer(op, at);
    }

    @Override
    public Engine.Layer of(Op.BatchNorm op) {
        return new BatchNormLayer(op, at, statisticsMomentum);
    }

    @Override
    public Engine.Layer of(Op.GroupNorm op) {
        return new GroupNormLayer(op, at);
    }

    @Override
    public Engine.Layer of(Op.LayerNorm op) {
        return new LayerNormLayer(op.epsilon(), at);
    }

    @Override
    public Engine.Layer of(Op.LeakyRelu op) {
        return new PointLayers.LeakyRelu(op.slope(), at);
    }

    @Override
    public Engine.Layer of(Op.Elu op) {
        return new PointLayers.EluLayer(op.alpha(), at);
    }

    @Override
    public Engine.Layer of(Op.Clip op) {
        return new PointLayers.ClipLayer(op, at);
    }

    @Override
    public Engine.Layer of(Op.Softplus op) {
        return new PointLayers.SoftplusLayer(at);
    }

    @Override
    public Engine.Layer of(Op.Erf op) {
        return new PointLayers.ErfLayer(at);
    }

    @Override
    public Engine.Layer of(Op.Tanh op) {
        return new PointLayers.TanhLayer(at);
    }

    @Override
    public Engine.Layer of(Op.Sigmoid op) {
        return new PointLayers.SigmoidLayer(at);
    }

    @Override
    public Engine.Layer of(Op.Softmax op) {
        return new PointLayers.SoftmaxLayer(at);
    }

    @Override
    public Engine.Layer of(Op.MaxPool op) {
        return op.window().isDilated()
                ? DilatedPoolLayer.max(op.window(), at)
                : ShapeLayers.PoolLayer.max(op.window(), at);
    }

    @Override
    public Engine.Layer of(Op.AveragePool op) {
        return op.window().isDilated() ? DilatedPoolLayer.average(op, at) : ShapeLayers.PoolLayer.average(op, at);
    }

    @Override
    public Engine.Layer of(Op.Upsample op) {
        return new ShapeLayers.UpsampleLayer(op, at);
    }

    @Override
    public Engine.Layer of(Op.Resize op) {
        return SamplingLayer.resized(op, at);
    }

    @Override
    public Engine.Layer of(Op.Pad op) {
        return SamplingLayer.padded(op, at);
    }

    @Override
    public Engine.Layer of(Op.Crop op) {
        return SamplingLayer.cropped(op, at);
    }

    @Override
    public Engine.Layer of(Op.DepthToSpace op) {
        return new ShapeLayers.DepthToSpaceLayer(op.block(), at);
    }

    @Override
    public Engine.Layer of(Op.SliceChannels op) {
        return new ShapeLayers.SliceChannelsLayer(op, at);
    }

    @Override
    public Engine.Layer of(Op.Concat op) {
        return new ShapeLayers.ConcatLayer(at);
    }

    @Override
    public Engine.Layer of(Op.Add op) {
        return new PointLayers.AddLayer(at);
    }

    @Override
    public Engine.Layer of(Op.Multiply op) {
        return new PointLayers.MultiplyLayer(at);
    }

    @Override
    public Engine.Layer of(Op.SpatialMean op) {
        return new ShapeLayers.SpatialMeanLayer(at);
    }
}
