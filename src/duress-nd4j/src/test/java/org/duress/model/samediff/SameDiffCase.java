package org.duress.model.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.shape.SplitV;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.RealDivOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One operator, or a few.
 *
 * @param last whether channels come last
 * @param body from 4 feature channels to any number of them
 */
record SameDiffCase(String name, boolean last, BiFunction<SameDiffNet, SDVariable, SDVariable> body) {
    @Override
    public String toString() {
        return name + (last ? ", channels last" : ", channels first");
    }

    /** In either order of axes. */
    static List<SameDiffCase> both(String name, BiFunction<SameDiffNet, SDVariable, SDVariable> body) {
        return List.of(new SameDiffCase(name, false, body), new SameDiffCase(name, true, body));
    }

    private static void both(
            List<SameDiffCase> cases, String name, BiFunction<SameDiffNet, SDVariable, SDVariable> body) {
        cases.addAll(both(name, body));
    }

    /** What does not know how many axes an image has. */
    static List<SameDiffCase> anywhere() {
        List<SameDiffCase> all = new ArrayList<>();
        both(all, "relu", (n, x) -> n.sd.nn.relu(x, 0));
        both(all, "leakyrelu", (n, x) -> n.sd.nn.leakyRelu(x, 0.2));
        both(all, "relu6", (n, x) -> n.sd.nn.relu6(x.mul(4), 0));
        both(all, "elu", (n, x) -> n.sd.nn.elu(x));
        both(all, "selu", (n, x) -> n.sd.nn.selu(x));
        both(all, "gelu", (n, x) -> n.sd.nn.gelu(x));
        both(all, "precise_gelu", (n, x) -> n.sd.nn.preciseGelu(x));
        both(all, "swish", (n, x) -> n.sd.nn.swish(x));
        both(
                all,
                "mish",
                (n, x) -> new org.nd4j.linalg.api.ops.impl.transforms.strict.Mish(n.sd, x, false).outputVariable());
        both(all, "tanh", (n, x) -> n.sd.math.tanh(x));
        both(all, "sigmoid", (n, x) -> n.sd.nn.sigmoid(x).mul(3));
        both(all, "hard_sigmoid", (n, x) -> n.sd.nn.hardSigmoid(x.mul(3)));
        both(all, "hardtanh", (n, x) -> n.sd.nn.hardTanh(x));
        both(all, "softplus", (n, x) -> n.sd.nn.softplus(x));
        both(all, "erf", (n, x) -> n.sd.math.erf(x));
        both(all, "abs", (n, x) -> n.sd.math.abs(x));
        both(all, "square", (n, x) -> n.sd.math.square(x));
        both(all, "cube", (n, x) -> n.sd.math.cube(x));
        both(all, "pow", (n, x) -> x.pow(2));
        both(
                all,
                "prelu",
                (n, x) -> n.sd.nn.prelu(x, n.weights(Arrays.copyOfRange(n.perChannel(4), 1, n.axes + 2)), n.pixels()));
        both(all, "clipbyvalue", (n, x) -> n.sd.math.clipByValue(x, -0.5, 0.7));
        both(all, "neg", (n, x) -> n.sd.math.neg(x));
        both(all, "scalars", (n, x) -> x.add(0.5).sub(0.25).mul(1.5).div(0.75).rsub(2));
        both(all, "add per channel", (n, x) -> x.add(n.weights(n.perChannel(4))));
        both(
                all,
                "sub, mul, div per channel",
                (n, x) -> x.sub(n.weights(n.perChannel(4)))
                        .mul(n.weights(n.perChannel(4)))
                        .div(n.positive(n.perChannel(4))));
        both(all, "constant minus tensor", (n, x) -> n.weights(n.perChannel(4)).sub(x));
        both(all, "tensors", (n, x) -> {
            SDVariable y = n.sd.math.tanh(x);
            return x.add(y).mul(x.sub(y));
        });
        both(all, "one pixel with all", (n, x) -> x.mul(n.sd.nn.sigmoid(x.mean(true, n.pixels()))));
        both(all, "mergeadd", (n, x) -> n.sd.math.mergeAdd(x, x.mul(2), n.sd.math.tanh(x)));
        both(all, "mergeavg", (n, x) -> n.sd.math.mergeAvg(x, n.sd.math.tanh(x)));
        both(all, "leaky relu as a maximum", (n, x) -> n.sd.math.max(x, x.mul(0.2)));
        both(all, "maximum", (n, x) -> n.sd.math.max(x, n.sd.math.square(x).mul(0.7)));
        both(all, "minimum", (n, x) -> n.sd.math.min(x, n.sd.math.square(x).mul(0.7)));
        both(all, "maximum with a number", (n, x) -> n.sd.math.max(x, n.sd.constant(0.1f)));
        both(all, "biasadd", (n, x) -> n.sd.nn.biasAdd(x, n.weights(4), !n.last));
        both(
                all,
                "batchnorm",
                (n, x) -> n.sd.nn.batchNorm(
                        x, n.weights(4), n.positive(4), n.weights(4), n.weights(4), 1e-3, n.channel()));
        both(all, "batch norm written out", (n, x) -> {
            SDVariable inverse = n.sd.math.rsqrt(n.positive(n.perChannel(4)).add(1e-3));
            return x.sub(n.weights(n.perChannel(4))).mul(inverse.mul(n.weights(n.perChannel(4))));
        });
        both(all, "layer_norm", (n, x) -> n.sd.nn.layerNorm(x, n.weights(4), n.weights(4), !n.last, n.channel()));
        both(all, "standardize channels", (n, x) -> n.sd.math.standardize(x, n.channel()));
        both(all, "standardize pixels", (n, x) -> n.sd.math.standardize(x, n.pixels()));
        both(
                all,
                "standardize all",
                (n, x) ->
                        n.sd.math.standardize(x, IntStream.range(1, n.axes + 2).toArray()));
        both(all, "concat", (n, x) -> n.sd.concat(n.channel(), x, n.sd.math.tanh(x)));
        both(all, "split", (n, x) -> {
            SDVariable[] parts = n.sd.split(x, 2, n.channel());
            return parts[0].mul(parts[1]);
        });
        both(all, "identity and cast", (n, x) -> n.sd.castTo(n.sd.identity(x), DataType.FLOAT));
        both(all, "sum and largest of pixels", (n, x) -> {
            int[] pixels = n.pixels();
            return x.mul(n.sd.sum(x, true, pixels).mul(0.1)).add(n.sd.max(x, true, pixels));
        });
        both(all, "mean of channels", (n, x) -> x.mul(x.mean(true, n.channel())));
        both(all, "shape of another tensor", (n, x) -> n.sd.reshape(n.sd.math.tanh(x), n.sd.shape(x)));
        both(all, "split_v", (n, x) -> {
            SDVariable sizes = n.sd.constant(Nd4j.createFromArray(1, 3));
            SDVariable[] parts = new SplitV(n.sd, x, sizes, 2, n.channel()).outputVariables();
            return parts[1].mul(parts[0]);
        });
        both(all, "bounds as scalar ops", (n, x) -> n.sd.scalarMin(n.sd.scalarMax(x, -0.3), 0.4));
        both(
                all,
                "quotient by a vector of one",
                (n, x) -> new RealDivOp(n.sd, new SDVariable[] {x, n.positive(1)}, false).outputVariable());
        return all;
    }
}
