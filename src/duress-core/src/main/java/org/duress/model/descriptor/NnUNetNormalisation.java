package org.duress.model.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duress.model.descriptor.DescribedStep.Among;
import org.duress.model.descriptor.DescribedStep.Clip;
import org.duress.model.descriptor.DescribedStep.MinMax;
import org.duress.model.descriptor.DescribedStep.PerChannel;
import org.duress.model.descriptor.DescribedStep.Standardise;
import org.duress.model.descriptor.DescribedStep.Window;

/** The intensities that a network of nnU-Net was trained on, channel by channel. */
final class NnUNetNormalisation {
    private static final double BRIGHTEST = 255;

    private NnUNetNormalisation() {}

    /**
     * The steps.
     *
     * @param properties of the training set's foreground, by channel
     * @throws org.duress.DuressException if a scheme is not known, or needs numbers that are not there
     */
    static List<DescribedStep> steps(Plan plan, int channels, JsonNode properties) {
        List<String> schemes = plan.list(
                "normalization_schemes",
                channels,
                item -> Optional.of(item.asText()).filter(text -> !text.isEmpty()));
        List<Boolean> masks = plan.list(
                "use_mask_for_norm",
                channels,
                item -> item.isBoolean() ? Optional.of(item.booleanValue()) : Optional.empty());
        List<List<DescribedStep>> all = new ArrayList<>();
        IntStream.range(0, channels)
                .mapToObj(at -> steps(plan, schemes.get(at), masks.get(at), properties.path(String.valueOf(at))))
                .forEach(all::add);
        return channels == 1 ? all.get(0) : List.of(new PerChannel(all));
    }

    private static List<DescribedStep> steps(Plan plan, String scheme, boolean mask, JsonNode properties) {
        return switch (scheme) {
            case "ZScoreNormalization" ->
                List.of(new Standardise(
                        mask ? Among.NONZERO_FILLED : Among.ALL, true, Optional.empty(), Optional.empty()));
            case "CTNormalization" ->
                List.of(
                        new Clip(
                                number(plan, properties, "percentile_00_5"),
                                number(plan, properties, "percentile_99_5")),
                        new Standardise(
                                Among.ALL,
                                true,
                                Optional.of(List.of(number(plan, properties, "mean"))),
                                Optional.of(List.of(number(plan, properties, "std")))));
            case "NoNormalization" -> List.of();
            case "RescaleTo01Normalization" -> List.of(new MinMax(0, 1, true));
            case "RGBTo01Normalization" -> List.of(new Window(0, BRIGHTEST, 0, 1, false));
            default ->
                throw plan.error("the normalisation " + scheme + " is not known; write the steps in"
                        + " model.preprocess, with the format of the network's own file");
        };
    }

    private static double number(Plan plan, JsonNode properties, String name) {
        JsonNode value = properties.path(name);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw plan.error("CTNormalization needs " + name + " of foreground_intensity_properties_per_channel, which"
                    + " is missing; restore plans.json");
        }
        return value.doubleValue();
    }
}
