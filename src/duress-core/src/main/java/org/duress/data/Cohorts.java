package org.duress.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.OrganSets;
import org.duress.base.Scope;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.Phantoms;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
import org.duress.spec.ImageSize;
import org.duress.spec.Interval;

/** Opens cohorts of every format and splits them by subject. */
public final class Cohorts {
    private Cohorts() {}

    /**
     * Reads (or generates) a cohort: label ids mapped to organs, intensities windowed and normalised per subject,
     * slices resampled.
     *
     * <p>Where both selections name their subjects, only those are read. Phantoms without a window are clipped to -200
     * to 250 HU, and without organs get {@link PhantomGenerator#ORGANS}.
     *
     * @throws org.duress.DuressException if anything about the files is wrong
     */
    public static Cohort open(CohortSpec spec) {
        return open(spec, 0);
    }

    /**
     * The same for a model that sees the slices beside the one that it segments (2.5-D): an image's channels are those
     * of the slice, behind those of the slices below it and before those of the slices above it. Where the volume ends,
     * its last slice is repeated. A slice that {@code cohort.minOrganPixels} leaves out is a neighbour all the same.
     *
     * @param neighbours slices on either side, at least 0
     */
    public static Cohort open(CohortSpec spec, int neighbours) {
        Target target = Target.of(spec);
        if (target.volumes() && neighbours > 0) {
            throw new DuressException(
                    "model.preprocess gives each slice its neighbours as channels, and this cohort has"
                            + " volumes, which hold them; remove that step, or set cohort.dimensions: 2");
        }
        boolean phantom = spec.format() == CohortFormat.PHANTOM;
        List<Organ> organs = organs(spec);
        Optional<Interval> window =
                phantom ? spec.window().or(() -> Optional.of(PhantomGenerator.WINDOW)) : spec.window();
        Found found = found(spec, target);
        CohortBuilder builder = new CohortBuilder(
                phantom && organs.isEmpty() ? PhantomGenerator.ORGANS : organs,
                target,
                window,
                spec.minOrganPixels(),
                spec.ignore(),
                spec.mask().map(mask -> Folder.of(Optional.of(mask), "cohort.mask")),
                found.channels(),
                neighbours);
        List<SubjectSource> sources = wanted(found.sources(), spec);
        String where = spec.labels().map(Object::toString).orElse("the phantoms");
        return builder.build(sources, where, atOnce(spec.format(), target));
    }

    /**
     * How many subjects are read at once. Of scans the next one while one is read; of those that are kept whole one
     * alone, for each may fill much of the memory.
     */
    private static int atOnce(CohortFormat format, Target target) {
        int processors = Runtime.getRuntime().availableProcessors();
        return format != CohortFormat.NIFTI ? processors : target.volumes() ? 1 : Math.min(2, processors);
    }

    /**
     * Images as a cohort's are read, with nothing asked of their labels: every slice is there, whatever it shows, and
     * without labels all is background.
     *
     * @param cohort its subjects are those of the images
     * @param files where each is from, by the id of the subject of a volume and the name of a PNG slice: one a channel,
     *     or one that holds all
     */
    public record Images(Cohort cohort, Map<String, List<Path>> files) {}

    /**
     * Reads images.
     *
     * @param spec of files; of the cohort that they are like, with their own folder and labels, or none
     * @param only the files that are wanted; of the folder all, where there are none
     * @throws DuressException if anything about the files is wrong
     */
    public static Images images(CohortSpec spec, Collection<Path> only) {
        boolean png = spec.format() == CohortFormat.PNG;
        ImageFiles images = ImageFiles.of(
                        spec,
                        png ? new String[] {PngSource.SUFFIX} : new String[] {NiftiSource.PLAIN, NiftiSource.ZIPPED})
                .only(only);
        Optional<Folder> labels = spec.labels().map(path -> Folder.of(Optional.of(path), "cohort.labels"));
        Map<String, List<Path>> files = new LinkedHashMap<>();
        List<SubjectSource> sources = new ArrayList<>();
        if (png) {
            for (PngSource source : PngSource.all(spec, images, labels)) {
                sources.add(source);
                source.names()
                        .forEach(name -> files.put(
                                ImageFiles.stem(name),
                                List.copyOf(images.files(name).values())));
            }
        } else {
            for (NiftiSource source : NiftiSource.all(spec, images, labels)) {
                sources.add(source);
                files.put(source.id(), List.copyOf(images.files(source.image()).values()));
            }
        }
        Target target = Target.of(spec);
        CohortBuilder builder = new CohortBuilder(
                organs(spec), target, spec.window(), 0, spec.ignore(), Optional.empty(), images.channelNames(), 0);
        return new Images(builder.unjudged(sources, atOnce(spec.format(), target)), files);
    }

    private static List<Organ> organs(CohortSpec spec) {
        return spec.organs().entrySet().stream()
                .map(entry -> new Organ(entry.getKey(), Set.copyOf(entry.getValue())))
                .toList();
    }

    /**
     * A cohort that test code made, if it is sound. Those that {@link #open} gives are.
     *
     * @throws DuressException if two subjects or two slices have one name, a slice has another size or other channels,
     *     a class that no organ has, or an intensity that is not finite, or a subject has several volumes
     */
    public static Cohort sound(Cohort cohort) {
        Set<String> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Subject subject : cohort.subjects()) {
            requireNew(ids, "subject", subject.id());
            if (cohort.volumes() && subject.slices().size() != 1) {
                throw new DuressException("subject " + subject.id() + " has "
                        + subject.slices().size() + " volumes; give each subject one");
            }
            for (Slice slice : subject.slices()) {
                requireNew(names, "slice", slice.name());
                requireFits(slice, cohort);
            }
        }
        return cohort;
    }

    /** Split and reports go by these names. */
    private static void requireNew(Set<String> known, String what, String name) {
        if (!known.add(name)) {
            throw new DuressException(
                    "the cohort has two " + what + "s named " + name + "; give each a name of its own");
        }
    }

    private static void requireFits(Slice slice, Cohort cohort) {
        OrganSets sets = cohort.sets();
        if (!cohort.grids().contains(slice.grid().unspaced())) {
            throw new DuressException(
                    named(slice) + " is " + slice.grid() + " but its cohort is " + cohort.sizes() + "; "
                            + (cohort.volumes()
                                    ? "make it without a size, so that each volume has its own"
                                    : "bring all slices to one size"));
        }
        if (cohort.grids().size() > 1 && !cohort.grids().stream().allMatch(grid -> grid.rank() > 2)) {
            throw new DuressException("the cohort has slices of more than one size, among them "
                    + cohort.grids().get(0) + " and " + cohort.grids().get(1) + "; bring all to one");
        }
        List<String> channels = cohort.channels();
        if (slice.channels() != channels.size()) {
            throw new DuressException(named(slice) + " has " + slice.channels()
                    + " channels but its cohort has " + channels.size() + " " + channels
                    + "; give every slice the same channels");
        }
        byte[] classes = slice.classes();
        float[] image = slice.image();
        for (int i = 0; i < classes.length; i++) {
            byte c = classes[i];
            if (c >= sets.classes() || (!Scope.counts(c) && c != Scope.IGNORED && c != Scope.OUTSIDE)) {
                throw new DuressException(
                        named(slice) + " has class " + c + " at " + place(slice, i) + ", where " + sets
                                + " have classes 1 to "
                                + (sets.classes() - 1) + "; correct its classes");
            }
            for (int channel = 0; channel < channels.size(); channel++) {
                if (!Float.isFinite(image[i * channels.size() + channel])) {
                    throw new DuressException(named(slice) + " is not a number at " + place(slice, i)
                            + (channels.size() == 1 ? "" : " of " + ChannelNames.spoken(channels.get(channel)))
                            + "; replace NaN and infinite values");
                }
            }
        }
    }

    private static String named(Slice slice) {
        return slice.grid().kind().image() + " " + slice.name();
    }

    private static String place(Slice slice, int pixel) {
        int columns = slice.grid().columns();
        int plane = slice.grid().rows() * columns;
        return (slice.volume() ? "plane " + pixel / plane + ", " : "") + "row " + pixel % plane / columns + ", column "
                + pixel % columns;
    }

    /**
     * The subjects that there are.
     *
     * @param channels names, where the spec gives them
     */
    private record Found(List<? extends SubjectSource> sources, List<String> channels) {}

    private static Found found(CohortSpec spec, Target target) {
        return switch (spec.format()) {
            case PNG -> {
                ImageFiles images = ImageFiles.of(spec, PngSource.SUFFIX);
                yield new Found(PngSource.all(spec, images, labels(spec)), images.channelNames());
            }
            case NIFTI -> {
                ImageFiles images = ImageFiles.of(spec, NiftiSource.PLAIN, NiftiSource.ZIPPED);
                yield new Found(NiftiSource.all(spec, images, labels(spec)), images.channelNames());
            }
            case PHANTOM -> new Found(phantoms(spec, target), List.of());
            case GIVEN ->
                throw new DuressException(
                        "a cohort of format given has no files to open; hand it over from test code by cohortFrom");
        };
    }

    private static Optional<Folder> labels(CohortSpec spec) {
        return Optional.of(Folder.of(spec.labels(), "cohort.labels"));
    }

    private static List<PhantomSource> phantoms(CohortSpec spec, Target target) {
        Phantoms phantoms = spec.phantom()
                .orElseThrow(() ->
                        new DuressException("cohort.phantom is missing; say how many subjects and slices to generate"));
        ImageSize size = target.size().orElseThrow();
        int slices = target.volumes() ? size.grid().planes() : phantoms.slices();
        // Every slice of a phantom shows organs, so that all are kept.
        new CohortMemory().requireImages((long) phantoms.subjects() * (target.volumes() ? 1 : slices), size.grid());
        return IntStream.range(0, phantoms.subjects())
                .mapToObj(i -> new PhantomSource(i, slices, size.height(), size.width(), spec.seed()))
                .toList();
    }

    /** Checks the split by the ids alone, before any pixel is read. */
    private static List<SubjectSource> wanted(List<? extends SubjectSource> sources, CohortSpec spec) {
        Set<String> ids = sources.stream().map(SubjectSource::id).collect(Collectors.toCollection(TreeSet::new));
        Splitter.Ids split = Splitter.split(ids, spec);
        boolean named = spec.attackerSubjects() instanceof Named && spec.gateSubjects() instanceof Named;
        Predicate<String> used =
                id -> split.attacker().contains(id) || split.gate().contains(id);
        List<SubjectSource> wanted = new ArrayList<>(sources);
        wanted.removeIf(source -> named && !used.test(source.id()));
        return wanted;
    }

    /**
     * Splits by subject, never by slice. Named subjects are taken first; shares are drawn from the others, the
     * attacker's first, in an order that the cohort's seed decides; the rest is what is then left.
     *
     * @throws org.duress.DuressException if a named subject is unknown or in both parts, a part is empty, or an organ
     *     is absent from the gate subjects
     */
    public static CohortSplit split(Cohort cohort, CohortSpec spec) {
        Set<String> ids = cohort.subjects().stream().map(Subject::id).collect(Collectors.toCollection(TreeSet::new));
        Splitter.Ids split = Splitter.split(ids, spec);
        List<Subject> gate = subjects(cohort, split.gate());
        for (int organ = 0; organ < cohort.organs().size(); organ++) {
            requirePresent(cohort.organs().get(organ).name(), organ + 1, cohort.sets(), gate);
        }
        return new CohortSplit(subjects(cohort, split.attacker()), gate);
    }

    private static List<Subject> subjects(Cohort cohort, Set<String> ids) {
        return cohort.subjects().stream()
                .filter(subject -> ids.contains(subject.id()))
                .toList();
    }

    private static void requirePresent(String organ, int number, OrganSets sets, List<Subject> subjects) {
        for (Subject subject : subjects) {
            for (Slice slice : subject.slices()) {
                for (byte c : slice.classes()) {
                    if (sets.has(c, number)) {
                        return;
                    }
                }
            }
        }
        throw new DuressException("organ " + organ + " is absent from every gate subject ("
                + subjects.stream().map(Subject::id).collect(Collectors.joining(", "))
                + "), so it cannot be judged; choose other gate subjects or remove the organ");
    }
}
