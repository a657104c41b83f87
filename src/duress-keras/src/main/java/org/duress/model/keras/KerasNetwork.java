package org.duress.model.keras;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import org.duress.DuressException;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.layers.ImageAxes;
import org.duress.model.lowering.layers.LayerFile;
import org.duress.model.lowering.layers.Results;
import org.duress.spec.ModelLayout;

/** A Keras model, understood. */
record KerasNetwork(String location, KerasConfig config, KerasFile file) implements LayerFile {
    @Override
    public String name() {
        return "the model in " + location;
    }

    @Override
    public ModelLayout layout() {
        return config.layout();
    }

    @Override
    public int channels() {
        return config.channels();
    }

    @Override
    public int axes() {
        return config.axes();
    }

    @Override
    public List<String> outputs() {
        return List.copyOf(config.outputs().keySet());
    }

    @Override
    public Map<String, String> provenance() {
        return config.precision();
    }

    @Override
    public Value lower(Lowering net, Value image, String output) {
        KerasLayers layers = new KerasLayers(net, file, new ImageAxes(layout(), axes()));
        KerasLayer.Call last = Objects.requireNonNull(config.outputs().get(output));
        Results<KerasLayer.Call> results = new Results<>();
        Set<KerasLayer.Call> given = new HashSet<>();
        Map<KerasLayer.Call, Todo> makers = new HashMap<>();
        for (KerasLayer layer : config.layers()) {
            if (layer.type().equals("InputLayer")) {
                KerasKeys.requireKnown(layer);
                given.add(new KerasLayer.Call(layer.name(), 0));
                continue;
            }
            for (int call = 0; call < layer.applications().size(); call++) {
                makers.put(new KerasLayer.Call(layer.name(), call), new Todo(makers.size(), layer, call));
            }
        }
        given.forEach(input -> results.put(input, image));
        for (Todo next : order(last, makers, given)) {
            results.lower(
                    next.result(),
                    next.inputs(),
                    next.layer().settings(),
                    inputs -> layers.lower(next.layer(), next.call(), inputs));
        }
        return results.find(last)
                .orElseThrow(() -> new DuressException(name() + " has no layer for its output " + last.layer()
                        + "; save the model again with model.save"));
    }

    /**
     * What the output needs, each after what it reads, and else as in the file. A shared layer stands where it was
     * first used, so its later inputs may stand behind it.
     */
    private static List<Todo> order(
            KerasLayer.Call output, Map<KerasLayer.Call, Todo> makers, Set<KerasLayer.Call> given) {
        Map<Todo, Integer> missing = new HashMap<>();
        Map<Todo, List<Todo>> readers = new HashMap<>();
        PriorityQueue<Todo> ready = new PriorityQueue<>(Comparator.comparingInt(Todo::number));
        Deque<Todo> open = new ArrayDeque<>();
        Todo last = makers.get(output);
        if (last != null) {
            open.push(last);
            missing.put(last, 0);
        }
        while (!open.isEmpty()) {
            Todo todo = open.pop();
            Set<KerasLayer.Call> inputs = new HashSet<>(todo.inputs());
            inputs.removeAll(given);
            missing.put(todo, inputs.size());
            if (inputs.isEmpty()) {
                ready.add(todo);
            }
            for (KerasLayer.Call input : inputs) {
                Todo before = makers.get(input);
                if (before == null) {
                    throw unread(todo);
                }
                readers.computeIfAbsent(before, none -> new ArrayList<>()).add(todo);
                if (missing.putIfAbsent(before, 0) == null) {
                    open.push(before);
                }
            }
        }
        List<Todo> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            Todo todo = ready.remove();
            order.add(todo);
            for (Todo reader : readers.getOrDefault(todo, List.of())) {
                if (missing.merge(reader, -1, Integer::sum) == 0) {
                    ready.add(reader);
                }
            }
        }
        if (order.size() < missing.size()) {
            // They go in a circle.
            missing.keySet().removeAll(Set.copyOf(order));
            throw unread(Collections.min(missing.keySet(), Comparator.comparingInt(Todo::number)));
        }
        return order;
    }

    private static DuressException unread(Todo todo) {
        return todo.layer().settings().refused("reads what no layer gives; save the model again with model.save");
    }

    /** One application of a layer, numbered as in the file. */
    private record Todo(int number, KerasLayer layer, int call) {
        List<KerasLayer.Call> inputs() {
            return layer.applications().get(call).inputs();
        }

        KerasLayer.Call result() {
            return new KerasLayer.Call(layer.name(), call);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Todo todo && todo.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }
}
