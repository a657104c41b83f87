package org.duress.model.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.duress.DuressException;
import org.duress.model.SizedNetwork;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Value;
import org.duress.net.Network;
import org.duress.spec.ModelHead;

/**
 * A Keras model, understood.
 *
 * @param channels of the image, 1 or 3
 */
record KerasNetwork(
        String location, KerasConfig config, H5File file, KerasLayer.Call output, int channels, ModelHead head)
        implements SizedNetwork {
    @Override
    public Network at(int height, int width) {
        Lowering net = new Lowering(height, width);
        KerasLayers layers = new KerasLayers(net, file, config.channelsFirst());
        Map<KerasLayer.Call, Value> values = new HashMap<>();
        List<Todo> todo = new ArrayList<>();
        for (KerasLayer layer : config.layers()) {
            if (layer.type().equals("InputLayer")) {
                values.put(new KerasLayer.Call(layer.name(), 0), net.input(channels));
                continue;
            }
            for (int call = 0; call < layer.calls().size(); call++) {
                todo.add(new Todo(layer, call));
            }
        }
        // A shared layer stands where it was first used, so its later inputs may stand behind it.
        while (!todo.isEmpty()) {
            List<Todo> later = new ArrayList<>();
            for (Todo next : todo) {
                if (values.keySet().containsAll(next.inputs())) {
                    values.put(new KerasLayer.Call(next.layer().name(), next.call()), lower(layers, next, values));
                } else {
                    later.add(next);
                }
            }
            if (later.size() == todo.size()) {
                throw later.get(0)
                        .layer()
                        .settings()
                        .refused("reads what no layer gives; save the model again with" + " model.save('model.h5')");
            }
            todo = later;
        }
        Value result = values.get(output);
        if (result == null) {
            throw new DuressException("the model in " + location + " has no layer for its output " + output.layer()
                    + "; save the model again with model.save('model.h5')");
        }
        return net.network(result, head);
    }

    private static Value lower(KerasLayers layers, Todo next, Map<KerasLayer.Call, Value> values) {
        List<Value> inputs = next.inputs().stream()
                .map(input -> Objects.requireNonNull(values.get(input)))
                .toList();
        try {
            return layers.lower(next.layer(), next.call(), inputs);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(next.layer().settings().where() + ": " + e.getMessage(), e);
        }
    }

    private record Todo(KerasLayer layer, int call) {
        List<KerasLayer.Call> inputs() {
            return layer.calls().get(call);
        }
    }
}
