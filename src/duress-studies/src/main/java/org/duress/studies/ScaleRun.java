package org.duress.studies;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one run of a gate took.
 *
 * @param slices of all gate subjects
 * @param seconds of each part
 * @param bytes of the shard that it wrote; 0 where it wrote none
 */
record ScaleRun(int slices, Map<ScalePart, Double> seconds, long bytes) {
    ScaleRun {
        seconds = Map.copyOf(seconds);
    }

    double seconds(ScalePart part) {
        return seconds.getOrDefault(part, 0.0);
    }

    /** All of them. */
    double total() {
        return Arrays.stream(ScalePart.values()).mapToDouble(this::seconds).sum();
    }

    /** The same with what is known of one part. */
    ScaleRun with(ScalePart part, double known) {
        Map<ScalePart, Double> more = new EnumMap<>(ScalePart.class);
        more.putAll(seconds);
        more.put(part, known);
        return new ScaleRun(slices, more, bytes);
    }

    /** One line, for {@link #parse}. */
    String line() {
        return slices + " " + bytes + " "
                + Arrays.stream(ScalePart.values())
                        .map(part -> String.format(Locale.ROOT, "%.4f", seconds(part)))
                        .collect(Collectors.joining(" "));
    }

    static ScaleRun parse(String line) {
        String[] words = line.split(" ");
        Map<ScalePart, Double> seconds = new EnumMap<>(ScalePart.class);
        int next = 2;
        for (ScalePart part : ScalePart.values()) {
            seconds.put(part, Double.parseDouble(words[next++]));
        }
        return new ScaleRun(Integer.parseInt(words[0]), seconds, Long.parseLong(words[1]));
    }
}
