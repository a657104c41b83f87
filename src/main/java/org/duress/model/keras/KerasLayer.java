package org.duress.model.keras;

import java.util.List;
import org.duress.model.lowering.LayerSettings;

/**
 * One layer of a model.
 *
 * @param position in the file, from 1
 * @param name unique in the model; its weights are under it
 * @param type class name
 * @param settings the layer's {@code config}
 * @param calls for each time the layer is applied, what it is applied to; a layer that is shared has several
 */
record KerasLayer(int position, String name, String type, LayerSettings settings, List<List<Call>> calls) {
    KerasLayer {
        calls = List.copyOf(calls);
    }

    /** The result of a layer's n-th application, from 0. */
    record Call(String layer, int index) {}

    /** A name in the lowered network that no other layer's parts have. */
    String node(int call) {
        return position + (call == 0 ? "" : "#" + call) + " " + name;
    }
}
