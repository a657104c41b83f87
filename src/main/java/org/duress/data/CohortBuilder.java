package org.duress.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.spec.CohortSpec.Window;
import org.duress.spec.ImageSize;

/** Turns files into subjects: window, classes of label ids, resampling, slice filter, normalisation. */
final class CohortBuilder {
    private static final int MOST_ORGANS = Byte.MAX_VALUE;

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
        if (organs.isEmpty() || organs.size() > MOST_ORGANS) {
            throw new DuressException("cohort.organs names " + organs.size() + " organs; name at least one and at most "
                    + MOST_ORGANS + ", each with its label ids");
        }
        for (int i = 0; i < organs.size(); i++) {
            add(organs.get(i), (byte) (i + 1));
        }
    }

    private void add(Organ organ, byte organClass) {
        if (organ.labels().isEmpty()) {
            throw new DuressException("cohort.organs." + organ.name() + " lists no label id; give at least one");
        }
        for (int label : organ.labels()) {
            if (label < 1) {
                throw new DuressException("cohort.organs." + organ.name() + " lists label id " + label
                        + ", but ids start at 1 and 0 is background; remove it");
            }
            Byte other = classOfLabel.put(label, organClass);
            if (other != null) {
                throw new DuressException("label id " + label + " belongs to both "
                        + organs.get(other - 1).name() + " and " + organ.name()
                        + " in cohort.organs; give it to one of them");
            }
        }
    }

    /**
     * Reads all sources.
     *
     * @param where the folder of the labels, for messages
     * @param parallel whether several subjects may be read at once
     */
    Cohort build(List<? extends SubjectSource> sources, String where, boolean parallel) {
        // Failures are kept and thrown in order, so that the same wrong input gives the same message.
        List<Supplier<Part>> parts = (parallel ? sources.parallelStream() : sources.stream())
                .map(this::attempt)
                .toList();
        TreeSet<Integer> seen = new TreeSet<>();
        List<Subject> subjects = new ArrayList<>();
        for (Supplier<Part> attempt : parts) {
            Part part = attempt.get();
            seen.addAll(part.seen());
            subjects.add(part.subject());
        }
        for (Organ organ : organs) {
            for (int label : new TreeSet<>(organ.labels())) {
                if (!seen.contains(label)) {
                    throw new DuressException("label id " + label + " of organ " + organ.name() + " occurs nowhere in "
                            + where + " (the ids there are " + list(seen) + "); correct cohort.organs");
                }
            }
        }
        return cohort(subjects);
    }

    private record Part(Subject subject, Set<Integer> seen) {}

    private Supplier<Part> attempt(SubjectSource source) {
        try {
            Set<Integer> seen = new TreeSet<>();
            Part part = new Part(subject(source, seen), seen);
            return () -> part;
        } catch (DuressException e) {
            return () -> {
                throw e;
            };
        }
    }

    Cohort cohort(List<Subject> subjects) {
        return new Cohort(organs, subjects, size.height(), size.width());
    }

    /**
     * Reads one subject.
     *
     * @param seen receives every label id above 0 in its files
     */
    Subject subject(SubjectSource source, Set<Integer> seen) {
        List<Slice> kept = new ArrayList<>();
        source.read(raw -> {
            requireFinite(raw);
            Slice slice = slice(raw, seen);
            int organPixels = organPixels(slice.classes());
            if (organPixels > 0 && constant(raw.image())) {
                throw new DuressException("image " + raw.name() + " is constant (" + raw.image()[0]
                        + ") where its label shows an organ; check the file");
            }
            if (organPixels >= minOrganPixels) {
                kept.add(slice);
            }
        });
        if (kept.isEmpty()) {
            throw new DuressException("no slice of subject " + source.id() + " has " + minOrganPixels
                    + " organ pixels; lower cohort.minOrganPixels, or leave the subject out");
        }
        normalise(source.id(), kept);
        return new Subject(source.id(), kept);
    }

    private Slice slice(RawSlice raw, Set<Integer> seen) {
        byte[] classes = classes(raw.labels(), seen);
        float[] image = clipped(raw.image());
        int height = size.height();
        int width = size.width();
        image = Resampler.linear(image, raw.height(), raw.width(), height, width);
        classes = Resampler.nearest(classes, raw.height(), raw.width(), height, width);
        return new Slice(
                raw.name(),
                height,
                width,
                image,
                classes,
                raw.rowSpacing() * raw.height() / height,
                raw.columnSpacing() * raw.width() / width);
    }

    private byte[] classes(int[] labels, Set<Integer> seen) {
        byte[] classes = new byte[labels.length];
        int lastLabel = 0;
        byte lastClass = 0;
        for (int i = 0; i < classes.length; i++) {
            if (labels[i] != lastLabel) {
                lastLabel = labels[i];
                lastClass = classOfLabel.getOrDefault(lastLabel, (byte) 0);
                if (lastLabel != 0) {
                    seen.add(lastLabel);
                }
            }
            classes[i] = lastClass;
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

    private float[] clipped(float[] image) {
        if (window.isEmpty()) {
            return image;
        }
        float low = (float) window.get().low();
        float high = (float) window.get().high();
        float[] clipped = new float[image.length];
        for (int i = 0; i < image.length; i++) {
            clipped[i] = Math.min(high, Math.max(low, image[i]));
        }
        return clipped;
    }

    private static void requireFinite(RawSlice slice) {
        float[] image = slice.image();
        for (int i = 0; i < image.length; i++) {
            if (!Float.isFinite(image[i])) {
                throw new DuressException("image " + slice.name() + " is not a number at row " + i / slice.width()
                        + ", column " + i % slice.width() + "; replace NaN and infinite values in the file");
            }
        }
    }

    private static boolean constant(float[] image) {
        for (float value : image) {
            if (value != image[0]) {
                return false;
            }
        }
        return true;
    }

    private void normalise(String id, List<Slice> slices) {
        double sum = 0;
        long count = 0;
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (Slice slice : slices) {
            for (float value : slice.image()) {
                sum += value;
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            count += slice.image().length;
        }
        // Not by the deviation, which rounding keeps above 0.
        if (high <= low) {
            throw new DuressException("every image of subject " + id + " is constant (" + low + ")"
                    + window.map(w -> " within cohort.window " + w.low() + " to " + w.high())
                            .orElse("")
                    + "; check the files" + (window.isPresent() ? " and the window" : ""));
        }
        double mean = sum / count;
        double squares = 0;
        for (Slice slice : slices) {
            for (float value : slice.image()) {
                squares += (value - mean) * (value - mean);
            }
        }
        double deviation = Math.sqrt(squares / count);
        for (Slice slice : slices) {
            float[] image = slice.image();
            for (int i = 0; i < image.length; i++) {
                image[i] = (float) ((image[i] - mean) / deviation);
            }
        }
    }

    private static String list(SortedSet<Integer> ids) {
        if (ids.isEmpty()) {
            return "only 0";
        }
        int most = 30;
        String shown = ids.stream().limit(most).map(String::valueOf).collect(Collectors.joining(", "));
        return ids.size() > most ? shown + ", ..." : shown;
    }
}
