package org.duress.data;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.KeptFloats;
import org.duress.spec.Interval;

/**
 * What was read of one subject.
 *
 * @param slices those with enough organ pixels and those beside them, by their place in the volume; or the volume
 * @param depth slices of the volume; 1 where they make one image
 * @param scan how often each intensity stands in the volume, channel by channel; empty where there is none
 * @param labels of all its slices
 * @param reshaped the slice whose pixels change their shape most, where any does
 */
record ReadSubject(
        String id,
        NavigableMap<Integer, ReadSlice> slices,
        int depth,
        List<IntensityHistogram> scan,
        LabelSurvey labels,
        Optional<Reshaped> reshaped) {

    /** The slices that the cohort has. */
    List<ReadSlice> kept() {
        return slices.values().stream().filter(ReadSlice::kept).toList();
    }

    /** The same with something else made of each slice. */
    ReadSubject with(UnaryOperator<ReadSlice> change) {
        NavigableMap<Integer, ReadSlice> changed = new TreeMap<>(slices);
        changed.replaceAll((z, slice) -> change.apply(slice));
        return new ReadSubject(id, changed, depth, scan, labels, reshaped);
    }

    /**
     * The slices that the cohort has, each channel normalised by itself over all of them, and each image with so many
     * slices below and above it as further channels. One slice after the other is held, and nothing may be read of this
     * any more.
     *
     * @param neighbours slices on either side; where the volume ends, its last one is repeated
     * @param names of the channels, for messages
     * @throws DuressException if a channel is constant
     */
    Subject normalised(int neighbours, List<String> names, Optional<Interval> window) {
        List<Line> lines = new ArrayList<>();
        List<IntensityScale> scales = new ArrayList<>();
        for (int c = 0; c < names.size(); c++) {
            Line line = line(c, names, window);
            Optional<IntensityHistogram> own = scan.isEmpty() ? Optional.empty() : Optional.of(scan.get(c));
            lines.add(line);
            scales.add(new IntensityScale(
                    line.mean(), line.deviation(), own.map(histogram -> histogram.mapped(line::of))));
        }
        List<IntensityScale> all = new ArrayList<>();
        for (int k = -neighbours; k <= neighbours; k++) {
            all.addAll(scales);
        }
        // A list and a grid for all of them: there may be many.
        List<IntensityScale> shared = List.copyOf(all);
        List<Slice> made = new ArrayList<>();
        slices.forEach((z, slice) -> {
            if (slice.kept()) {
                Grid grid = made.isEmpty() || !made.get(0).grid().equals(slice.grid())
                        ? slice.grid()
                        : made.get(0).grid();
                made.add(new Slice(
                        slice.name(), grid, image(z, neighbours, lines), slice.classes().values(), shared));
            }
        });
        slices.values().forEach(ReadSlice::letGo);
        return new Subject(id, made);
    }

    /** How the intensities of a channel are normalised. */
    private record Line(double mean, double deviation) {
        float of(float x) {
            return (float) ((x - mean) / deviation);
        }
    }

    private float[] image(int z, int neighbours, List<Line> lines) {
        int width = (2 * neighbours + 1) * lines.size();
        float[] image = {};
        int place = 0;
        for (int k = -neighbours; k <= neighbours; k++) {
            int beside = Math.max(0, Math.min(depth - 1, z + k));
            List<KeptFloats> channels =
                    Objects.requireNonNull(slices.get(beside)).channels();
            for (int c = 0; c < lines.size(); c++, place++) {
                float[] channel = channels.get(c).values();
                image = place == 0 ? new float[channel.length * width] : image;
                for (int p = 0; p < channel.length; p++) {
                    image[p * width + place] = lines.get(c).of(channel[p]);
                }
            }
        }
        return image;
    }

    private Line line(int channel, List<String> names, Optional<Interval> window) {
        List<KeptFloats> kept =
                kept().stream().map(slice -> slice.channels().get(channel)).toList();
        double sum = 0;
        long count = 0;
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (KeptFloats image : kept) {
            for (float value : image.values()) {
                sum += value;
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            count += image.length();
        }
        // Not by the deviation, which rounding keeps above 0.
        if (high <= low) {
            throw new DuressException(
                    (names.size() == 1 ? "every image" : ChannelNames.spoken(names.get(channel)) + " of every image")
                            + " of subject " + id + " is constant (" + low + ")"
                            + window.map(w -> " within cohort.window " + w.low() + " to " + w.high())
                                    .orElse("")
                            + "; check the files" + (window.isPresent() ? " and the window" : ""));
        }
        double mean = sum / count;
        double squares = 0;
        for (KeptFloats image : kept) {
            for (float value : image.values()) {
                squares += (value - mean) * (value - mean);
            }
        }
        return new Line(mean, Math.sqrt(squares / count));
    }
}
