package org.duress.net;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The layer of each op. */
final class Layers {
    private Layers() {}

    static Layer of(Graph.Node node, List<Tensor> inputs, Tensor out, Scratch scratch, Executor executor) {
        Network network = executor.network();
        @Nullable Parameters gradients = executor.gradients();
        Op op = node.op();
        if (op instanceof Op.Conv2d conv) {
            return new ConvLayer(node, conv, inputs, out, scratch, network, gradients);
        } else if (op instanceof Op.DepthwiseConv2d conv) {
            return new DepthwiseConvLayer(node, conv, inputs, out, scratch, network);
        } else if (op instanceof Op.TransposedConv2d conv) {
            return new TransposedConvLayer(node, conv, inputs, out, scratch, network);
        } else if (op instanceof Op.BatchNorm norm) {
            return new BatchNormLayer(node, norm, inputs, out, scratch, network, gradients, executor);
        } else if (op instanceof Op.GroupNorm norm) {
            return new GroupNormLayer(norm, inputs, out, scratch);
        } else if (op instanceof Op.LayerNorm norm) {
            return new LayerNormLayer(norm.epsilon(), inputs, out, scratch);
        } else if (op instanceof Op.LeakyRelu relu) {
            return new PointLayers.LeakyRelu(relu.slope(), inputs, out, scratch);
        } else if (op instanceof Op.Elu elu) {
            return new PointLayers.EluLayer(elu.alpha(), inputs, out, scratch);
        } else if (op instanceof Op.Clip clip) {
            return new PointLayers.ClipLayer(clip, inputs, out, scratch);
        } else if (op instanceof Op.Softplus) {
            return new PointLayers.SoftplusLayer(inputs, out, scratch);
        } else if (op instanceof Op.Erf) {
            return new PointLayers.ErfLayer(inputs, out, scratch);
        } else if (op instanceof Op.Tanh) {
            return new PointLayers.TanhLayer(inputs, out, scratch);
        } else if (op instanceof Op.Sigmoid) {
            return new PointLayers.SigmoidLayer(inputs, out, scratch);
        } else if (op instanceof Op.Softmax) {
            return new PointLayers.SoftmaxLayer(inputs, out, scratch);
        } else if (op instanceof Op.MaxPool pool) {
            return ShapeLayers.PoolLayer.max(pool.window(), inputs, out, scratch);
        } else if (op instanceof Op.AveragePool pool) {
            return ShapeLayers.PoolLayer.average(pool, inputs, out, scratch);
        } else if (op instanceof Op.Upsample upsample) {
            return new ShapeLayers.UpsampleLayer(upsample.factor(), inputs, out, scratch);
        } else if (op instanceof Op.Resize || op instanceof Op.Pad || op instanceof Op.Crop) {
            return sampling(op, inputs, out, scratch);
        } else if (op instanceof Op.DepthToSpace depth) {
            return new ShapeLayers.DepthToSpaceLayer(depth.block(), inputs, out, scratch);
        } else if (op instanceof Op.SliceChannels slice) {
            return new ShapeLayers.SliceChannelsLayer(slice, inputs, out, scratch);
        } else if (op instanceof Op.Concat) {
            return new ShapeLayers.ConcatLayer(inputs, out, scratch);
        } else if (op instanceof Op.Add) {
            return new PointLayers.AddLayer(inputs, out, scratch);
        } else if (op instanceof Op.Multiply) {
            return new PointLayers.MultiplyLayer(inputs, out, scratch);
        } else if (op instanceof Op.SpatialMean) {
            return new ShapeLayers.SpatialMeanLayer(inputs, out, scratch);
        }
        throw new IllegalArgumentException("no layer for " + op);
    }

    private static Layer sampling(Op op, List<Tensor> inputs, Tensor out, Scratch scratch) {
        int height = (int) inputs.get(0).shape()[1];
        int width = (int) inputs.get(0).shape()[2];
        SamplingLayer.Axis rows;
        SamplingLayer.Axis columns;
        if (op instanceof Op.Resize r) {
            rows = SamplingLayer.Axis.resized(height, r.height(), r.interpolation(), r.coordinates());
            columns = SamplingLayer.Axis.resized(width, r.width(), r.interpolation(), r.coordinates());
        } else if (op instanceof Op.Pad pad) {
            rows = SamplingLayer.Axis.padded(height, pad.top(), pad.bottom(), pad.border());
            columns = SamplingLayer.Axis.padded(width, pad.left(), pad.right(), pad.border());
        } else {
            Op.Crop crop = (Op.Crop) op;
            rows = SamplingLayer.Axis.cropped(crop.top(), (int) out.shape()[1]);
            columns = SamplingLayer.Axis.cropped(crop.left(), (int) out.shape()[2]);
        }
        return new SamplingLayer(rows, columns, inputs, out, scratch);
    }
}
