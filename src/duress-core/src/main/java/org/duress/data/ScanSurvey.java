package org.duress.data;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Grid;
import org.duress.base.NonzeroBox;

/** What is measured of a whole scan while its slices are read one by one. */
final class ScanSurvey {
    private final List<IntensityHistogram.Counter> counters = new ArrayList<>();
    private final NonzeroBox box = new NonzeroBox();
    private int slices;
    private long pixels;

    /**
     * Counts one slice more.
     *
     * @param raw as it was read
     * @param windowed its channels, held to the cohort's window
     */
    void add(RawSlice raw, List<float[]> windowed) {
        while (counters.size() < windowed.size()) {
            counters.add(new IntensityHistogram.Counter());
        }
        for (int c = 0; c < windowed.size(); c++) {
            counters.get(c).add(windowed.get(c));
            box.add(slices, raw.channels().get(c), 0, Grid.of(raw.height(), raw.width()), 1);
        }
        slices++;
        pixels += (long) raw.height() * raw.width();
    }

    /**
     * What was counted, channel by channel.
     *
     * @param margin what the window makes of 0
     */
    List<IntensityHistogram> histograms(float margin) {
        long outside = box.empty() ? 0 : pixels - box.points();
        return counters.stream()
                .map(counter -> counter.histogram(outside, margin))
                .toList();
    }
}
