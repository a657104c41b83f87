package org.duress.data;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.ImageKind;
import org.duress.base.OrganSets;

/**
 * The labelled subjects of a test.
 *
 * @param organs in the order of {@link #sets}; they overlap where a label id is in several
 * @param subjects sorted by id
 * @param grids rows and columns of every slice, or planes, rows and columns of its volumes, which may have grids of
 *     their own: each is named once, without the spacing, which each image has for itself; at least one
 * @param channels names of the channels of every slice, in the model's order; at least one
 * @param warnings what a reader of results should know of the files, one sentence each; decides nothing
 */
public record Cohort(
        List<Organ> organs, List<Subject> subjects, List<Grid> grids, List<String> channels, List<String> warnings) {
    public Cohort {
        organs = List.copyOf(organs);
        subjects = List.copyOf(subjects);
        grids = grids.stream().map(Grid::unspaced).distinct().toList();
        channels = List.copyOf(channels);
        warnings = List.copyOf(warnings);
        if (grids.isEmpty()) {
            throw new DuressException("a cohort without images has no size; give it at least one subject");
        }
    }

    /** A cohort whose images are all on one grid. */
    public Cohort(List<Organ> organs, List<Subject> subjects, Grid grid, List<String> channels, List<String> warnings) {
        this(organs, subjects, List.of(grid), channels, warnings);
    }

    /**
     * A cohort of one grid of which there is nothing to warn, with as many channels, numbered, as its first slice has.
     */
    public Cohort(List<Organ> organs, List<Subject> subjects, Grid grid) {
        this(organs, subjects, grid, ChannelNames.numbered(channels(subjects)), List.of());
    }

    /** The same of the grids that its images have; at least one subject. */
    public Cohort(List<Organ> organs, List<Subject> subjects) {
        this(organs, subjects, grids(subjects), ChannelNames.numbered(channels(subjects)), List.of());
    }

    /** Those of their images, without the spacing, each once. */
    static List<Grid> grids(List<Subject> subjects) {
        return subjects.stream()
                .flatMap(subject -> subject.slices().stream())
                .map(slice -> slice.grid().unspaced())
                .distinct()
                .toList();
    }

    private static int channels(List<Subject> subjects) {
        return subjects.stream()
                .flatMap(subject -> subject.slices().stream())
                .findFirst()
                .map(Slice::channels)
                .orElse(1);
    }

    /**
     * The grid of every image. Whoever works on one image after another asks for {@link #grids} instead.
     *
     * @throws DuressException if volumes have grids of their own
     */
    public Grid grid() {
        if (grids.size() > 1) {
            throw new DuressException("the volumes of this cohort have " + grids.size() + " sizes, such as "
                    + grids.get(0) + " and " + grids.get(1) + ", where one is needed; set cohort.size");
        }
        return grids.get(0);
    }

    /** Whether its images are volumes. */
    public boolean volumes() {
        return grids.get(0).rank() > 2;
    }

    /**
     * Refuses images of another kind than {@code cohort.dimensions} says, which words, defaults and budgets go by.
     *
     * @param dimensions as in the spec: 2 for slices, 3 for volumes
     * @throws DuressException if an image has more or fewer axes
     */
    public void requireDimensions(int dimensions) {
        for (Subject subject : subjects) {
            for (Slice slice : subject.slices()) {
                int rank = slice.grid().rank();
                if (rank != dimensions) {
                    ImageKind is = ImageKind.of(rank);
                    ImageKind wanted = ImageKind.of(dimensions);
                    boolean mixed = slices().stream().anyMatch(one -> one.grid().rank() == dimensions);
                    throw new DuressException("subject " + subject.id() + " has a " + is.image() + " of " + slice.grid()
                            + " " + is.points() + " (" + slice.name() + "), but cohort.dimensions is " + dimensions
                            + ", for " + wanted.images() + "; "
                            + (mixed ? "" : "set cohort.dimensions to " + rank + ", or ")
                            + "give the cohort " + wanted.images() + " only");
                }
            }
        }
    }

    /** As {@link Grid#toString} where all images are on one grid; else how many sizes there are, and the largest. */
    public String sizes() {
        Grid largest = grids.stream().max(Comparator.comparing(Grid::voxels)).orElseThrow();
        return grids.size() == 1 ? largest.toString() : grids.size() + " sizes up to " + largest;
    }

    /** The same cohort with other names of its channels. */
    public Cohort withChannels(List<String> names) {
        return new Cohort(organs, subjects, grids, names, warnings);
    }

    /** The same cohort with other warnings. */
    public Cohort withWarnings(List<String> sentences) {
        return new Cohort(organs, subjects, grids, channels, sentences);
    }

    /** All slices, subject after subject. */
    public List<Slice> slices() {
        return subjects.stream().flatMap(subject -> subject.slices().stream()).toList();
    }

    /** Which organs a class of a slice is. */
    public OrganSets sets() {
        return OrganSets.of(organs.stream().map(Organ::labels).toList());
    }

    /** Names of the organs in class order. */
    public List<String> organNames() {
        return organs.stream().map(Organ::name).toList();
    }

    /**
     * SHA-256 (hex) of sizes, organ names in class order, names of the channels where there are several, and every
     * subject's {@link Subject#fingerprint}.
     */
    public String fingerprint() {
        Digest digest = new Digest();
        grids.forEach(grid -> grid.sizes().forEach(digest::add));
        digest.add(organs.size());
        organs.forEach(organ -> digest.add(organ.name()));
        if (channels.size() > 1) {
            digest.add(channels.size());
            channels.forEach(digest::add);
        }
        subjects.forEach(subject -> digest.add(subject.fingerprint()));
        return digest.hex();
    }

    /**
     * The same cohort with its classes in the order of a model's.
     *
     * @param names the model's organs in class order
     * @throws DuressException if the names are not exactly those of this cohort's organs
     */
    public Cohort withOrganOrder(List<String> names) {
        List<String> own = organNames();
        if (names.equals(own)) {
            return this;
        }
        if (names.size() != own.size() || !new HashSet<>(names).equals(new HashSet<>(own))) {
            throw new DuressException("the model segments " + names + " but cohort.organs names " + own
                    + "; name exactly the model's organs");
        }
        OrganSets sets = sets();
        byte[] classes = new byte[sets.classes()];
        for (int c = 0; c < classes.length; c++) {
            for (int organ = 1; organ <= own.size(); organ++) {
                if (sets.has(c, organ)) {
                    classes[c] = (byte) sets.with(classes[c], names.indexOf(own.get(organ - 1)) + 1);
                }
            }
        }
        return new Cohort(
                names.stream().map(name -> organs.get(own.indexOf(name))).toList(),
                subjects.stream()
                        .map(subject -> new Subject(
                                subject.id(),
                                subject.slices().stream()
                                        .map(slice -> slice.withClasses(classes))
                                        .toList()))
                        .toList(),
                grids,
                channels,
                warnings);
    }
}
