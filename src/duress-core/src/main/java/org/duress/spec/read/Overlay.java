package org.duress.spec.read;

import java.util.LinkedHashMap;
import java.util.Map;
import org.duress.spec.CohortSpec;
import org.duress.spec.key.Value;

/** Lays a stronger layer of a spec over a weaker one. */
final class Overlay {
    private Overlay() {}

    /**
     * Blocks are merged key by key; anything else is replaced, and so are the organs of a cohort, whose order is the
     * order of the model's classes. Who says where the model is says all about that: what the weaker spec says of a
     * file, a server or a container is left out.
     */
    static Value.Block over(Value.Block weaker, Value.Block stronger) {
        return over(weaker, stronger, "");
    }

    private static Value.Block over(Value.Block weaker, Value.Block stronger, String path) {
        Map<String, Value> merged = new LinkedHashMap<>(weaker.entries());
        if (path.equals("model.") && stronger.entries().keySet().stream().anyMatch(ModelParser::saysWhere)) {
            merged.keySet().removeIf(ModelParser::belongsToSource);
        }
        stronger.entries().forEach((key, above) -> {
            String full = path + key;
            boolean mergeable = !full.equals(CohortSpec.ORGANS.name());
            merged.put(
                    key,
                    mergeable && merged.get(key) instanceof Value.Block below && above instanceof Value.Block block
                            ? over(below, block, full + ".")
                            : above);
        });
        return new Value.Block(weaker.origin(), merged);
    }
}
