package org.duress.model.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.model.descriptor.DescribedLabels.Head;
import org.duress.model.descriptor.DescribedLabels.Output;
import org.duress.model.descriptor.DescribedLabels.Undone;

/** Which classes or regions a network of nnU-Net has, as {@code dataset.json} says. */
final class NnUNetLabels {
    private static final String IGNORED = "ignore";

    private NnUNetLabels() {}

    /**
     * What becomes of the network's values.
     *
     * @throws DuressException if labels and their order do not fit each other
     */
    static DescribedLabels of(Settings dataset) {
        JsonNode labels = dataset.root().path("labels");
        if (!labels.path("background").isIntegralNumber()
                || labels.path("background").intValue() != 0) {
            throw error(dataset, "labels have no background of 0");
        }
        boolean regions = labels.properties().stream()
                .anyMatch(
                        label -> label.getValue().isArray() && label.getValue().size() > 1);
        return regions ? regions(dataset, labels) : classes(dataset, labels);
    }

    private static DescribedLabels classes(Settings dataset, JsonNode labels) {
        List<Output> outputs = labels.properties().stream()
                .filter(label -> !label.getKey().equals(IGNORED))
                .map(label -> new Output(label.getKey(), id(dataset, label)))
                .sorted(Comparator.comparingInt(Output::label))
                .toList();
        if (!IntStream.range(0, outputs.size()).allMatch(at -> outputs.get(at).label() == at)) {
            throw error(dataset, "labels are not 0, 1, 2 and so on, one for each class");
        }
        return new DescribedLabels(Head.SOFTMAX, outputs, List.of(), Undone.LOGITS, List.of());
    }

    private static int id(Settings dataset, Map.Entry<String, JsonNode> label) {
        JsonNode id = label.getValue().size() == 1 ? label.getValue().get(0) : label.getValue();
        if (!id.canConvertToInt() || !(id.isIntegralNumber() || id.isTextual())) {
            throw error(dataset, "label " + label.getKey() + " is " + label.getValue() + ", no whole number");
        }
        return id.intValue();
    }

    /** Regions in the order of the file, each painted with its label over those before it. */
    private static DescribedLabels regions(Settings dataset, JsonNode labels) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            if (!label.getKey().equals(IGNORED) && !background(label.getValue())) {
                names.add(label.getKey());
            }
        }
        JsonNode order = dataset.root().path("regions_class_order");
        if (order.size() != names.size()) {
            throw error(
                    dataset, "regions_class_order has " + order.size() + " entries for " + names.size() + " regions");
        }
        List<Output> outputs = IntStream.range(0, names.size())
                .mapToObj(at -> new Output(names.get(at), order.get(at).asInt()))
                .toList();
        List<Integer> painted = IntStream.range(0, names.size()).boxed().toList();
        return new DescribedLabels(Head.SIGMOID, outputs, painted, Undone.LOGITS, List.of());
    }

    private static boolean background(JsonNode label) {
        if (!label.isArray()) {
            return label.asInt(-1) == 0;
        }
        boolean all = !label.isEmpty();
        for (JsonNode id : label) {
            all &= id.asInt(-1) == 0;
        }
        return all;
    }

    private static DuressException error(Settings dataset, String what) {
        return new DuressException(dataset.location() + ": " + what + "; restore it");
    }
}
