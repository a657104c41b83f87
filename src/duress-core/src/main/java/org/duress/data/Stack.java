package org.duress.data;

import java.util.ArrayList;
import java.util.List;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.KeptBytes;
import org.duress.base.KeptFloats;

/**
 * An image of the cohort while it is put together of the slices of a scan: of one, or of all of them, a volume. No more
 * is held than the image itself. Mutable, for one thread.
 */
final class Stack {
    private final String name;
    private final Resampler resampler;
    private final RawSlice first;
    private final List<float[]> channels = new ArrayList<>();
    private byte[] classes = {};
    private int slices;
    private boolean varies;
    private boolean colours = true;

    /**
     * An empty one.
     *
     * @param first slice that will be added
     */
    Stack(String name, Resampler resampler, RawSlice first) {
        this.name = name;
        this.resampler = resampler;
        this.first = first;
    }

    /** Whether all slices are there. */
    boolean whole() {
        return slices == resampler.from().planes();
    }

    /**
     * Adds the next slice.
     *
     * @param windowed its channels, held to the cohort's window
     * @param labels class of each pixel
     * @throws DuressException if it has another size or other channels than the first
     */
    void add(RawSlice raw, List<float[]> windowed, byte[] labels) {
        requireLikeFirst(raw);
        colours &= raw.colours();
        for (int c = 0; c < windowed.size() && !varies; c++) {
            varies = differs(raw.channels().get(c), first.channels().get(c)[0]);
        }
        List<float[]> planes = windowed.stream().map(resampler::plane).toList();
        byte[] plane = resampler.plane(labels);
        if (resampler.from().rank() == 2) {
            channels.addAll(planes);
            classes = plane;
        } else {
            lay(planes, plane);
        }
        slices++;
    }

    private void requireLikeFirst(RawSlice raw) {
        if (!raw.grid().fits(first.grid())) {
            throw new DuressException("image " + raw.name() + " is " + raw.grid() + " but image " + first.name()
                    + " of the same volume is " + first.grid() + "; make them the same size");
        }
        if (raw.channels().size() != first.channels().size()) {
            throw new DuressException("image " + first.name() + " has "
                    + ChannelNames.count(first.channels().size()) + " but image " + raw.name() + " has "
                    + raw.channels().size() + "; give all images of the cohort the same channels");
        }
    }

    private static boolean differs(float[] values, float from) {
        for (float value : values) {
            if (value != from) {
                return true;
            }
        }
        return false;
    }

    /** Each plane of the volume is a weighted sum of slices, and has the labels of one. */
    private void lay(List<float[]> planes, byte[] plane) {
        Grid grid = resampler.to();
        if (slices == 0) {
            planes.forEach(channel -> channels.add(new float[grid.voxels()]));
            classes = new byte[grid.voxels()];
        }
        int length = plane.length;
        for (int z = 0; z < grid.planes(); z++) {
            float share = resampler.share(z, slices);
            for (int c = 0; c < channels.size() && share != 0; c++) {
                float[] to = channels.get(c);
                float[] from = planes.get(c);
                for (int i = 0; i < length; i++) {
                    to[z * length + i] += share * from[i];
                }
            }
            if (resampler.nearest(z) == slices) {
                System.arraycopy(plane, 0, classes, z * length, length);
            }
        }
    }

    /**
     * The image, once it is whole.
     *
     * @param minOrganPixels that it needs to be kept
     * @throws DuressException if it is constant where its label shows an organ
     */
    ReadSlice image(int minOrganPixels) {
        int organPixels = 0;
        for (byte c : classes) {
            organPixels += c > 0 ? 1 : 0;
        }
        if (organPixels > 0 && !varies) {
            throw new DuressException("image " + name + " is constant ("
                    + first.channels().get(0)[0] + ") where its label shows an organ; check the file");
        }
        return new ReadSlice(
                name,
                resampler.to(),
                channels.stream().map(KeptFloats::of).toList(),
                colours,
                KeptBytes.of(classes),
                organPixels >= minOrganPixels);
    }
}
