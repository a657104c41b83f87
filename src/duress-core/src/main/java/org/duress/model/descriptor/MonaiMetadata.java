package org.duress.model.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.DuressException;

/**
 * What a MONAI bundle says about its network's input and output.
 *
 * @param dimensions of the input
 * @param channels names of the input channels
 * @param outputs names of the output channels
 */
record MonaiMetadata(int dimensions, List<String> channels, List<String> outputs) {
    /** More than any network has, and so many names are made up here at most. */
    private static final int MOST = 1000;

    /**
     * Reads {@code network_data_format}.
     *
     * @throws DuressException if it is missing, or the network has several inputs or outputs
     */
    static MonaiMetadata of(Settings settings) {
        JsonNode format = settings.root().path("network_data_format");
        JsonNode in = only(settings, format, "inputs");
        JsonNode out = only(settings, format, "outputs");
        int dimensions = in.path("spatial_shape").size();
        if (dimensions != 2 && dimensions != 3) {
            throw new DuressException(settings.location() + ": the network's spatial_shape has " + dimensions
                    + " axes, where 2 or 3 are understood; restore the bundle");
        }
        return new MonaiMetadata(dimensions, names(settings, in, "channel"), names(settings, out, "output"));
    }

    private static JsonNode only(Settings settings, JsonNode format, String side) {
        JsonNode all = format.path(side);
        if (all.size() != 1) {
            throw new DuressException(
                    settings.location() + " says " + all.size() + " " + side + " of the network (" + join(all)
                            + "), where one is understood; set model.format: torchscript, and model.output to one of"
                            + " several");
        }
        return all.elements().next();
    }

    private static String join(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return String.join(", ", names);
    }

    /** The names that are given, or numbers where they are not one for each. */
    private static List<String> names(Settings settings, JsonNode side, String what) {
        int count = side.path("num_channels").asInt();
        if (count < 1 || count > MOST) {
            throw new DuressException(settings.location() + " says '" + side.path("num_channels")
                    + "' for num_channels, where a number of channels should be; restore the bundle");
        }
        JsonNode given = side.has("channel_def") ? side.path("channel_def") : side.path("label_def");
        boolean complete = given.size() == count
                && IntStream.range(0, count)
                        .allMatch(at -> given.path(String.valueOf(at)).isTextual());
        return IntStream.range(0, count)
                .mapToObj(at ->
                        complete ? given.get(String.valueOf(at)).textValue().strip() : what + " " + at)
                .toList();
    }
}
