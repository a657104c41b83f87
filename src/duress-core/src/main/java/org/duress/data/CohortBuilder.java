package org.duress.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duress.DuressException;
import org.duress.base.Heap;
import org.duress.base.OrganSets;
import org.duress.spec.Interval;

/** Turns files into subjects: window, classes of label ids, resampling, volumes, slice filter, normalisation. */
final class CohortBuilder {
    private static final int MOST_ORGANS = Byte.MAX_VALUE;

    private final List<Organ> organs;
    private final Target target;
    private final Optional<Interval> window;
    private final int minOrganPixels;
    private final List<Integer> ignore;
    private final Optional<Folder> masks;
    private final List<String> channelNames;
    private final int neighbours;
    private final CohortMemory memory = new CohortMemory();

    /** A builder of images whose files say how many channels they have, of which everything counts. */
    CohortBuilder(List<Organ> organs, Target target, Optional<Interval> window, int minOrganPixels) {
        this(organs, target, window, minOrganPixels, List.of(), Optional.empty(), List.of(), 0);
    }

    /**
     * A builder of images of any number of channels, of which not everything counts.
     *
     * @param ignore label ids that count nowhere
     * @param masks folder of the fields of view
     * @param channelNames as the spec names them; empty where the files say how many there are
     * @param neighbours slices on either side that each image has as further channels; at least 0
     */
    CohortBuilder(
            List<Organ> organs,
            Target target,
            Optional<Interval> window,
            int minOrganPixels,
            List<Integer> ignore,
            Optional<Folder> masks,
            List<String> channelNames,
            int neighbours) {
        this.organs = List.copyOf(organs);
        this.target = target;
        this.window = window;
        this.minOrganPixels = minOrganPixels;
        this.ignore = List.copyOf(ignore);
        this.masks = masks;
        this.channelNames = List.copyOf(channelNames);
        this.neighbours = neighbours;
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
    }

    /**
     * Reads all sources.
     *
     * @param where the folder of the labels, for messages
     * @param atOnce how many subjects, at most, are read at once; at least 1
     */
    Cohort build(List<? extends SubjectSource> sources, String where, int atOnce) {
        // Each keeps an image at least, or is refused.
        target.size().ifPresent(size -> memory.requireImages(sources.size(), size.grid()));
        List<ReadSubject> parts = greyed(parts(sources, atOnce));
        requireLabels(parts, where);
        return cohort(parts, labels(parts));
    }

    /** The same of images of which nobody asks what their labels show. */
    Cohort unjudged(List<? extends SubjectSource> sources, int atOnce) {
        List<ReadSubject> parts = greyed(parts(sources, atOnce));
        return cohort(parts, new LabelSurvey(organs));
    }

    private LabelSurvey labels(List<ReadSubject> parts) {
        LabelSurvey labels = new LabelSurvey(organs, ignore, Optional.empty());
        parts.forEach(part -> labels.add(part.labels()));
        return labels;
    }

    private void requireLabels(List<ReadSubject> parts, String where) {
        LabelSurvey labels = labels(parts);
        labels.requireOneEncoding(where);
        // Before anything is said of too few organ pixels, for which a wrong id is the likely reason.
        labels.requireEveryId(where);
        parts.forEach(this::requireImages);
    }

    private Cohort cohort(List<ReadSubject> parts, LabelSurvey labels) {
        List<String> names = names(parts);
        List<String> warnings = new ArrayList<>();
        labels.unlisted().ifPresent(warnings::add);
        labels.maskedAway().ifPresent(warnings::add);
        parts.stream()
                .flatMap(part -> part.reshaped().stream())
                .reduce(Reshaped::worse)
                .ifPresent(reshaped -> warnings.add(reshaped.warning()));
        List<Subject> subjects = parts.stream()
                .map(part -> part.normalised(neighbours, names, window))
                .toList();
        Twins.of(subjects).ifPresent(warnings::add);
        return new Cohort(organs, subjects, Cohort.grids(subjects), ChannelNames.stacked(names, neighbours), warnings);
    }

    private List<ReadSubject> parts(List<? extends SubjectSource> sources, int atOnce) {
        ExecutorService readers = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<ReadSubject>> begun = sources.stream()
                    .map(source -> readers.submit(() -> attempt(source)))
                    .toList();
            // In order, so that the same wrong input gives the same message.
            List<ReadSubject> parts = new ArrayList<>();
            for (Future<ReadSubject> part : begun) {
                parts.add(part.get());
            }
            return parts;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DuressException("the thread was interrupted while the cohort was read", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw new IllegalStateException("a subject could not be read", e.getCause());
        } finally {
            readers.shutdownNow();
        }
    }

    /** The same without colours where every image of the cohort is grey. */
    private static List<ReadSubject> greyed(List<ReadSubject> parts) {
        List<ReadSlice> colours = parts.stream()
                .flatMap(part -> part.slices().values().stream())
                .filter(ReadSlice::colours)
                .toList();
        if (colours.isEmpty() || !colours.stream().allMatch(ReadSlice::grey)) {
            return parts;
        }
        return parts.stream()
                .map(part -> part.with(slice -> slice.colours() ? slice.greyed() : slice))
                .toList();
    }

    /**
     * Names of the channels that all slices have.
     *
     * @throws DuressException if one has other channels than the first
     */
    private List<String> names(Collection<ReadSubject> parts) {
        ReadSlice first = parts.iterator().next().slices().firstEntry().getValue();
        int channels = first.channels().size();
        for (ReadSubject part : parts) {
            for (ReadSlice slice : part.slices().values()) {
                if (slice.channels().size() != channels) {
                    throw new DuressException(
                            "image " + first.name() + " has " + ChannelNames.count(channels) + " but image "
                                    + slice.name() + " has " + slice.channels().size()
                                    + "; give all images of the cohort the same channels");
                }
            }
        }
        if (!channelNames.isEmpty()) {
            return channelNames;
        }
        return first.colours() ? ChannelNames.COLOURS : ChannelNames.numbered(channels);
    }

    /** Reads one subject; what else is on the heap cannot be known beforehand. */
    private ReadSubject attempt(SubjectSource source) {
        return Heap.within("subject " + source.id() + " of the cohort", () -> read(source));
    }

    Cohort cohort(List<Subject> subjects) {
        return new Cohort(organs, subjects);
    }

    /** Reads one subject. */
    Subject subject(SubjectSource source) {
        ReadSubject part = read(source);
        requireImages(part);
        return part.normalised(neighbours, names(List.of(part)), window);
    }

    private ReadSubject read(SubjectSource source) {
        LabelSurvey labels = new LabelSurvey(organs, ignore, masks.map(folder -> source.mask(folder, memory)));
        NavigableMap<Integer, ReadSlice> images = new TreeMap<>();
        List<Reshaped> reshaped = new ArrayList<>();
        int[] depth = {0};
        ScanSurvey scan = new ScanSurvey();
        Deque<Stack> begun = new ArrayDeque<>();
        source.read(memory, raw -> {
            requireFinite(raw);
            List<float[]> windowed = raw.channels().stream().map(this::clipped).toList();
            if (source.scan()) {
                scan.add(raw, windowed);
            }
            if (begun.isEmpty()) {
                begun.add(stack(source, raw, reshaped));
            }
            Stack stack = begun.element();
            stack.add(raw, windowed, labels.classes(raw));
            if (!stack.whole()) {
                return;
            }
            begun.clear();
            ReadSlice read = stack.image(minOrganPixels);
            ReadSlice image = labels.emptiedImage() ? read.leftOut() : read;
            if (image.kept()) {
                memory.requireImage(
                        image.grid(), (2 * neighbours + 1) * raw.channels().size());
            }
            int z = depth[0]++;
            if (image.kept() || neighbours > 0) {
                images.put(z, image.putAway());
            }
            forget(images, z - neighbours);
        });
        for (int z = Math.max(0, depth[0] - neighbours); z < depth[0]; z++) {
            forget(images, z);
        }
        return new ReadSubject(
                source.id(),
                images,
                depth[0],
                scan.histograms(clipped(new float[1])[0]),
                labels,
                reshaped.stream().reduce(Reshaped::worse));
    }

    private Stack stack(SubjectSource source, RawSlice first, List<Reshaped> reshaped) {
        Resampler resampler = target.resampler(source.id(), first);
        String name = target.volumes() ? source.id() : first.name();
        if (target.volumes()) {
            // Before it is allocated; of slices most may be left out.
            memory.requireImage(resampler.to(), first.channels().size());
        }
        if (target.size().isPresent()) {
            Reshaped.of(name, resampler.from(), resampler.to()).ifPresent(reshaped::add);
        }
        return new Stack(name, resampler, first);
    }

    /** Lets go of a slice that no image needs, once all of its neighbours are known. */
    private void forget(NavigableMap<Integer, ReadSlice> slices, int z) {
        boolean needed = slices.subMap(z - neighbours, true, z + neighbours, true).values().stream()
                .anyMatch(ReadSlice::kept);
        if (!needed) {
            Optional.ofNullable(slices.remove(z)).ifPresent(ReadSlice::letGo);
        }
    }

    private void requireImages(ReadSubject part) {
        if (!part.kept().isEmpty()) {
            return;
        }
        if (part.labels().emptied() > 0) {
            throw new DuressException("the mask of subject " + part.id() + " leaves "
                    + (target.volumes() ? "its volume no organ voxel" : "none of its slices an organ pixel")
                    + (minOrganPixels > 1 ? ", or too few for cohort.minOrganPixels" : "")
                    + "; correct the files of cohort.mask, or leave the subject out");
        }
        throw new DuressException((target.volumes() ? "the volume of subject " : "no slice of subject ") + part.id()
                + (target.volumes() ? " has fewer than " : " has ") + minOrganPixels
                + " organ pixels; lower cohort.minOrganPixels, or leave the subject out");
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

    private void requireFinite(RawSlice slice) {
        for (int c = 0; c < slice.channels().size(); c++) {
            float[] image = slice.channels().get(c);
            for (int i = 0; i < image.length; i++) {
                if (!Float.isFinite(image[i])) {
                    throw new DuressException("image " + slice.name() + " is not a number at row " + i / slice.width()
                            + ", column " + i % slice.width() + where(c, slice)
                            + "; replace NaN and infinite values in the file");
                }
            }
        }
    }

    private String where(int channel, RawSlice slice) {
        List<String> names =
                channelNames.isEmpty() ? ChannelNames.numbered(slice.channels().size()) : channelNames;
        return names.size() == 1 ? "" : " of " + ChannelNames.spoken(names.get(channel));
    }
}
