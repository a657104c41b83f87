package org.duress.net.nd4j;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duress.base.Extent;
import org.duress.net.Engine;
import org.duress.net.Graph;
import org.duress.net.nd4j.array.Held;
import org.duress.net.nd4j.array.Parameters;
import org.duress.net.nd4j.array.Place;
import org.duress.net.nd4j.array.Scratch;
import org.duress.net.nd4j.array.Tensor;
import org.duress.net.nd4j.array.Transfer;
import org.duress.net.nd4j.layer.Nd4jLayers;
import org.jspecify.annotations.Nullable;

/** Arrays that are allocated once, node by node. */
final class Nd4jWorkspace implements Engine.Workspace {
    private final Held values;
    private final int batch;
    private final @Nullable Parameters gradients;
    private final Scratch scratch = new Scratch();
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Tensor input;
    private Tensor output;
    private double statisticsMomentum;

    Nd4jWorkspace(Held values, int batch, Graph.Shape input, @Nullable Parameters gradients) {
        this.values = values;
        this.batch = batch;
        this.gradients = gradients;
        this.input = zeros(input);
        output = this.input;
        tensors.put(Graph.INPUT, this.input);
    }

    /** Planes lie one after another as slices would: what does not cross planes need not know of them. */
    private Tensor zeros(Graph.Shape shape) {
        Extent size = shape.size();
        return Tensor.zeros((long) batch * size.z(), size.y(), size.x(), shape.channels());
    }

    @Override
    public Engine.Layer add(Graph.Node node, Graph.Shape shape, boolean inPlace) {
        List<Tensor> inputs = node.inputs().stream().map(this::tensor).toList();
        output = inPlace ? Tensor.inPlaceOf(inputs.get(0)) : zeros(shape);
        tensors.put(node.name(), output);
        Place place = new Place(node, batch, inputs, output, scratch, values, gradients);
        return node.op().layer(new Nd4jLayers(place, () -> statisticsMomentum));
    }

    private Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no node '" + name + "'");
        }
        return tensor;
    }

    @Override
    public void writeInput(float[] floats, int from) {
        Transfer.write(floats, from, input.values());
    }

    @Override
    public void readOutput(float[] to, int at) {
        Transfer.read(output.values(), to, at);
    }

    @Override
    public void writeOutputGradient(float[] floats, int from) {
        tensors.values().forEach(tensor -> tensor.filled(false));
        Transfer.write(floats, from, output.gradient());
        output.filled(true);
    }

    @Override
    public void readInputGradient(float[] to, int at) {
        Transfer.read(input.gradient(), to, at);
    }

    @Override
    public float[] weightGradients() {
        return gradients().read();
    }

    Parameters gradients() {
        if (gradients == null) {
            throw new IllegalStateException("a frozen workspace has no gradients of weights");
        }
        return gradients;
    }

    @Override
    public void statisticsMomentum(double momentum) {
        statisticsMomentum = momentum;
    }
}
