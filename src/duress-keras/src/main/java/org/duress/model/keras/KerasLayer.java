package org.duress.model.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.duress.model.lowering.layers.LayerSettings;

/**
 * One layer of a model.
 *
 * @param position in the file, from 1
 * @param name unique in the model; its weights are under it
 * @param type class name
 * @param settings the layer's {@code config}
 * @param applications each time the layer is applied; a layer that is shared has several
 */
record KerasLayer(int position, String name, String type, LayerSettings settings, List<Application> applications) {
    KerasLayer {
        applications = List.copyOf(applications);
    }

    /** The result of a layer's n-th application, from 0. */
    record Call(String layer, int index) {}

    /**
     * One application.
     *
     * @param inputs what the layer is applied to
     * @param arguments what else it was called with, by name
     */
    record Application(List<Call> inputs, Map<String, JsonNode> arguments) {
        Application {
            inputs = List.copyOf(inputs);
            arguments = Map.copyOf(arguments);
        }

        /** An application without arguments. */
        static Application to(Call... inputs) {
            return new Application(List.of(inputs), Map.of());
        }
    }

    /** A name in the lowered network that no other layer's parts have. */
    String node(int call) {
        return position + (call == 0 ? "" : "#" + call) + " " + name;
    }
}
