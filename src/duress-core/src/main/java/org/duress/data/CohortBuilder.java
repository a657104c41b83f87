package org.duress.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.Heap;
import org.duress.base.OrganSets;
import org.duress.spec.CohortSpec.Window;
import org.duress.spec.ImageSize;

/** Turns files into subjects: window, classes of label ids, resampling, slice filter, normalisation. */
final class CohortBuilder {
    private static final int MOST_ORGANS = Byte.MAX_VALUE;

    private final List<Organ> organs;
    private final ImageSize size;
    private final Optional<Window> window;
    private final int minOrganPixels;
    private final List<Integer> ignore;
    private final Optional<Folder> masks;
    private final CohortMemory memory = new CohortMemory();

    CohortBuilder(List<Organ> organs, ImageSize size, Optional<Window> window, int minOrganPixels) {
        this(organs, size, window, minOrganPixels, List.of(), Optional.empty());
    }

    /**
     * A builder of slices of which not everything counts.
     *
     * @param ignore label ids that count nowhere
     * @param masks folder of the fields of view
     */
    CohortBuilder(
            List<Organ> organs,
            ImageSize size,
            Optional<Window> window,
            int minOrganPixels,
            List<Integer> ignore,
            Optional<Folder> masks) {
        this.organs = List.copyOf(organs);
        this.size = size;
        this.window = window;
        this.minOrganPixels = minOrganPixels;
        this.ignore = List.copyOf(ignore);
        this.masks = masks;
        if (organs.isEmpty() || organs.size() > MOST_ORGANS) {
            throw new DuressException("cohort.organs names " + organs.size() + " organs; name at least one and at most "
                    + MOST_ORGANS + ", each with its label ids");
        }
        if (OrganSets.overlap(organs.stream().map(Organ::labels).toList())
                && organs.size() > OrganSets.MOST_OVERLAPPING) {
            throw new DuressException("cohort.organs gives a label id to several of " + organs.size()
                    + " organs, but at most " + OrganSets.MOST_OVERLAPPING + " may overlap; name fewer");
        }
        LabelSurvey.classes(organs);
        if ((long) size.height() * size.width() > RawSlice.MOST_PIXELS) {
            throw new DuressException("cohort.size asks for slices of " + size + ", more than the "
                    + RawSlice.MOST_PIXELS + " pixels that a slice can have; lower it");
        }
    }

    /**
     * Reads all sources.
     *
     * @param where the folder of the labels, for messages
     * @param parallel whether several subjects may be read at once
     */
    Cohort build(List<? extends SubjectSource> sources, String where, boolean parallel) {
        // Each keeps a slice at least, or is refused.
        memory.requireSlices(sources.size(), size);
        // Failures are kept and thrown in order, so that the same wrong input gives the same message.
        List<Supplier<Part>> attempts = (parallel ? sources.parallelStream() : sources.stream())
                .map(this::attempt)
                .toList();
        List<Part> parts = attempts.stream().map(Supplier::get).toList();
        LabelSurvey labels = new LabelSurvey(organs, ignore, Optional.empty());
        parts.forEach(part -> labels.add(part.labels()));
        labels.requireOneEncoding(where);
        // Before anything is said of too few organ pixels, for which a wrong id is the likely reason.
        labels.requireEveryId(where);
        List<Subject> subjects = parts.stream().map(this::subject).toList();
        List<String> warnings = new ArrayList<>();
        labels.unlisted().ifPresent(warnings::add);
        labels.maskedAway().ifPresent(warnings::add);
        parts.stream()
                .flatMap(part -> part.reshaped().stream())
                .reduce(Reshaped::worse)
                .ifPresent(reshaped -> warnings.add(reshaped.warning(size)));
        Twins.of(subjects).ifPresent(warnings::add);
        return cohort(subjects).withWarnings(warnings);
    }

    /**
     * What was read of one subject.
     *
     * @param kept slices with enough organ pixels, not normalised yet
     * @param labels of all its slices
     * @param reshaped the slice whose pixels change their shape most, where any does
     */
    private record Part(String id, List<Slice> kept, LabelSurvey labels, Optional<Reshaped> reshaped) {}

    private Supplier<Part> attempt(SubjectSource source) {
        try {
            // What else is on the heap cannot be known beforehand.
            Part part = Heap.within("subject " + source.id() + " of the cohort", () -> read(source));
            return () -> part;
        } catch (DuressException e) {
            return () -> {
                throw e;
            };
        }
    }

    Cohort cohort(List<Subject> subjects) {
        return new Cohort(organs, subjects, Grid.of(size.height(), size.width()));
    }

    /** Reads one subject. */
    Subject subject(SubjectSource source) {
        return subject(read(source));
    }

    private Part read(SubjectSource source) {
        LabelSurvey labels = new LabelSurvey(organs, ignore, masks.map(folder -> source.mask(folder, memory)));
        List<Slice> kept = new ArrayList<>();
        List<Reshaped> reshaped = new ArrayList<>();
        source.read(memory, raw -> {
            requireFinite(raw);
            int emptied = labels.emptied();
            Slice slice = slice(raw, labels);
            int organPixels = organPixels(slice.classes());
            if (organPixels > 0 && constant(raw.image())) {
                throw new DuressException("image " + raw.name() + " is constant (" + raw.image()[0]
                        + ") where its label shows an organ; check the file");
            }
            if (organPixels >= minOrganPixels && labels.emptied() == emptied) {
                memory.keep(size);
                kept.add(slice);
            }
            Reshaped.of(raw, size).ifPresent(reshaped::add);
        });
        return new Part(source.id(), kept, labels, reshaped.stream().reduce(Reshaped::worse));
    }

    private Subject subject(Part part) {
        if (part.kept().isEmpty() && part.labels().emptied() > 0) {
            throw new DuressException("the mask of subject " + part.id() + " leaves none of its slices an organ pixel"
                    + (minOrganPixels > 1 ? ", or too few for cohort.minOrganPixels" : "")
                    + "; correct the files of cohort.mask, or leave the subject out");
        }
        if (part.kept().isEmpty()) {
            throw new DuressException("no slice of subject " + part.id() + " has " + minOrganPixels
                    + " organ pixels; lower cohort.minOrganPixels, or leave the subject out");
        }
        return new Subject(part.id(), normalise(part.id(), part.kept()));
    }

    private Slice slice(RawSlice raw, LabelSurvey labels) {
        byte[] classes = labels.classes(raw);
        float[] image = clipped(raw.image());
        int height = size.height();
        int width = size.width();
        image = Resampler.linear(image, raw.height(), raw.width(), height, width);
        classes = Resampler.nearest(classes, raw.height(), raw.width(), height, width);
        Grid grid = Grid.of(height, width)
                .spaced(raw.rowSpacing() * raw.height() / height, raw.columnSpacing() * raw.width() / width);
        return new Slice(raw.name(), grid, image, classes);
    }

    private static int organPixels(byte[] classes) {
        int count = 0;
        for (byte c : classes) {
            if (c > 0) {
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

    private List<Slice> normalise(String id, List<Slice> slices) {
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
        IntensityScale scale = new IntensityScale(mean, deviation);
        return slices.stream()
                .map(slice -> new Slice(slice.name(), slice.grid(), slice.image(), slice.classes(), List.of(scale)))
                .toList();
    }
}
