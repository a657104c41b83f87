package org.duress.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.spec.CohortSpec.Window;
import org.duress.spec.ImageSize;

/** Turns raw slices into subjects: window, resampling, classes of label ids, slice filter, normalisation. */
final class CohortBuilder {
    private final List<Organ> organs;
    private final ImageSize size;
    private final Optional<Window> window;
    private final int minOrganPixels;
    private final Map<Integer, Byte> classOfLabel = new HashMap<>();

    CohortBuilder(List<Organ> organs, ImageSize size, Optional<Window> window, int minOrganPixels) {
        this.organs = List.copyOf(organs);
        this.size = size;
        this.window = window;
        this.minOrganPixels = minOrganPixels;
        for (int i = 0; i < organs.size(); i++) {
            for (int label : organs.get(i).labels()) {
                classOfLabel.put(label, (byte) (i + 1));
            }
        }
    }

    Cohort build(List<Subject> subjects) {
        return new Cohort(organs, subjects, size.height(), size.width());
    }

    Subject subject(String id, List<RawSlice> raw) {
        List<Slice> kept = new ArrayList<>();
        for (RawSlice slice : raw) {
            byte[] classes = classes(slice);
            if (organPixels(classes) >= minOrganPixels) {
                kept.add(new Slice(
                        slice.name(),
                        slice.height(),
                        slice.width(),
                        clip(slice.image()),
                        classes,
                        slice.rowSpacing(),
                        slice.columnSpacing()));
            }
        }
        normalise(id, kept);
        return new Subject(id, kept);
    }

    private byte[] classes(RawSlice slice) {
        byte[] classes = new byte[slice.labels().length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = classOfLabel.getOrDefault(slice.labels()[i], (byte) 0);
        }
        return classes;
    }

    private static int organPixels(byte[] classes) {
        int count = 0;
        for (byte c : classes) {
            if (c != 0) {
                count++;
            }
        }
        return count;
    }

    private float[] clip(float[] image) {
        if (window.isPresent()) {
            float low = (float) window.get().low();
            float high = (float) window.get().high();
            for (int i = 0; i < image.length; i++) {
                image[i] = Math.min(high, Math.max(low, image[i]));
            }
        }
        return image;
    }

    private static void normalise(String id, List<Slice> slices) {
        double sum = 0;
        long count = 0;
        for (Slice slice : slices) {
            for (float value : slice.image()) {
                sum += value;
            }
            count += slice.image().length;
        }
        double mean = sum / count;
        double squares = 0;
        for (Slice slice : slices) {
            for (float value : slice.image()) {
                squares += (value - mean) * (value - mean);
            }
        }
        double deviation = Math.sqrt(squares / count);
        if (!(deviation > 0)) {
            throw new DuressException("the images of subject " + id + " are constant");
        }
        for (Slice slice : slices) {
            float[] image = slice.image();
            for (int i = 0; i < image.length; i++) {
                image[i] = (float) ((image[i] - mean) / deviation);
            }
        }
    }
}
