package org.duress.model.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duress.spec.Interval;
import org.duress.spec.PreprocessStep;
import org.duress.spec.PreprocessStep.Among;
import org.duress.spec.PreprocessStep.Fixed;
import org.duress.spec.PreprocessStep.Measured;
import org.duress.spec.PreprocessStep.Over;
import org.duress.spec.PreprocessStep.PerChannel;
import org.duress.spec.PreprocessStep.Percentiles;
import org.duress.spec.PreprocessStep.Standardise;
import org.duress.spec.PreprocessStep.StandardiseImage;
import org.duress.spec.PreprocessStep.Window;

/** The intensities that a network of nnU-Net was trained on, channel by channel. */
final class NnUNetNormalisation {
    private static final double BRIGHTEST = 255;
    private static final Interval UNIT = new Interval(0, 1);
    private static final Measured SCAN = new Measured(Over.SCAN, true);

    private NnUNetNormalisation() {}

    /**
     * The steps.
     *
     * @param properties of the training set's foreground, by channel
     * @throws org.duress.DuressException if a scheme is not known, or needs numbers that are not there
     */
    static List<PreprocessStep> steps(Plan plan, int channels, JsonNode properties) {
        List<String> schemes = plan.list(
                "normalization_schemes",
                channels,
                item -> Optional.of(item.asText()).filter(text -> !text.isEmpty()));
        List<Boolean> masks = plan.list(
                "use_mask_for_norm",
                channels,
                item -> item.isBoolean() ? Optional.of(item.booleanValue()) : Optional.empty());
        List<List<PreprocessStep>> all = new ArrayList<>();
        IntStream.range(0, channels)
                .mapToObj(at -> steps(plan, schemes.get(at), masks.get(at), properties.path(String.valueOf(at))))
                .forEach(all::add);
        return channels == 1 ? all.get(0) : List.of(new PerChannel(all));
    }

    private static List<PreprocessStep> steps(Plan plan, String scheme, boolean mask, JsonNode properties) {
        return switch (scheme) {
            case "ZScoreNormalization" ->
                List.of(new StandardiseImage(mask ? Among.FOREGROUND : Among.BOX, SCAN, Optional.empty()));
            case "CTNormalization" -> List.of(ct(plan, properties));
            case "NoNormalization" -> List.of();
            case "RescaleTo01Normalization" -> List.of(new Window(new Percentiles(0, 100, SCAN), UNIT, false));
            case "RGBTo01Normalization" -> List.of(new Window(new Fixed(new Interval(0, BRIGHTEST)), UNIT, false));
            default ->
                throw plan.error("the normalisation " + scheme + " is not known; write the steps in"
                        + " model.preprocess, with the format of the network's own file");
        };
    }

    private static Standardise ct(Plan plan, JsonNode properties) {
        double low = number(plan, properties, "percentile_00_5");
        double high = number(plan, properties, "percentile_99_5");
        double sd = number(plan, properties, "std");
        if (!(low < high && sd > 0)) {
            throw plan.error("CTNormalization clips from " + low + " to " + high + " and divides by " + sd
                    + ", where the first is not the lower, or the last not above 0; restore plans.json");
        }
        return new Standardise(
                List.of(number(plan, properties, "mean")), List.of(sd), Optional.of(new Interval(low, high)));
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
