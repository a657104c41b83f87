package org.duress.spec;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.base.ImageKind;
import org.duress.base.OrganSets;
import org.duress.spec.key.Block;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Range;
import org.duress.spec.key.Values;

/**
 * The labelled subjects of a test. It is made of values by their keys ({@link #of}, {@link #with}): its components are
 * too many, and too alike, to be told apart by their place.
 *
 * @param images resolved; absent where there are no files, or each channel has a folder of its own
 * @param labels resolved; the same file names as the images
 * @param channels which files hold the channels of an image
 * @param organs label ids per organ, in the order of the model's classes; organs overlap where an id is in several
 * @param dimensions 2: each image is a slice; 3: each is the volume of a subject
 * @param size what images are resampled to; absent where volumes keep their own grids, or have {@code spacing}
 * @param spacing what volumes are resampled to instead of a size
 * @param window in the images' own units
 * @param phantom what phantoms are generated; present for {@link CohortFormat#PHANTOM}
 * @param ignore label ids that count nowhere
 * @param mask resolved; folder of the fields of view, with the same file names as the images
 * @param modality what made the images, where somebody says
 */
public record CohortSpec(
        CohortFormat format,
        Optional<Path> images,
        Optional<Path> labels,
        ChannelFiles channels,
        Optional<String> subject,
        Map<String, List<Integer>> organs,
        int dimensions,
        Optional<ImageSize> size,
        Optional<VoxelSpacing> spacing,
        Optional<Interval> window,
        int minOrganPixels,
        SubjectSelection attackerSubjects,
        SubjectSelection gateSubjects,
        long seed,
        Optional<Phantoms> phantom,
        List<Integer> ignore,
        Optional<Path> mask,
        Optional<Modality> modality) {
    public static final int DEFAULT_DIMENSIONS = 2;
    public static final int DEFAULT_MIN_ORGAN_PIXELS = 1;
    public static final long DEFAULT_SEED = 7;

    private static final int VOLUMES = 3;

    private static final Block<CohortSpec> BLOCK = new Block<>("cohort", CohortSpec.class);

    public static final Key<CohortSpec, CohortFormat> FORMAT =
            BLOCK.required("format", CohortSpec::format, CohortKinds.FORMAT, "what the files are");

    public static final Key<CohortSpec, Optional<Path>> IMAGES = BLOCK.key(
                    "images", CohortSpec::images, Kind.optional(Kind.PATH), Optional.empty(), "folder of the images")
            .otherwise("required for files, unless channels names folders");

    public static final Key<CohortSpec, Optional<Path>> LABELS = BLOCK.key(
                    "labels",
                    CohortSpec::labels,
                    Kind.optional(Kind.PATH),
                    Optional.empty(),
                    "folder of the labels, which have the file names of the images")
            .otherwise("required for files");

    public static final Key<CohortSpec, ChannelFiles> CHANNELS = BLOCK.key(
                    "channels",
                    CohortSpec::channels,
                    CohortKinds.CHANNELS,
                    new ChannelFiles.Together(),
                    "the folder of each channel in the model's order, or what the names of its files end in")
            .otherwise("those of each file: the fourth axis of a NIfTI, red, green and blue of a PNG");

    public static final Key<CohortSpec, Optional<String>> SUBJECT = BLOCK.key(
                    "subject",
                    CohortSpec::subject,
                    Kind.optional(CohortKinds.PATTERN),
                    Optional.empty(),
                    "its first group is the subject's id in a file name; without it one NIfTI file is one subject")
            .otherwise("required for png");

    public static final Key<CohortSpec, Map<String, List<Integer>>> ORGANS = BLOCK.key(
                    "organs",
                    CohortSpec::organs,
                    CohortKinds.ORGANS,
                    phantomOrgans(),
                    "label ids of each organ, in the order of the model's classes; ids of no organ are background, and"
                            + " an id in several lets organs overlap")
            .otherwise("required for files; phantoms: pancreas, kidneys, liver, spleen");

    public static final Key<CohortSpec, List<Integer>> IGNORE = BLOCK.key(
                    "ignore",
                    CohortSpec::ignore,
                    CohortKinds.IGNORE,
                    List.of(),
                    "label ids that count nowhere, neither as truth nor as an answer")
            .otherwise("none");

    public static final Key<CohortSpec, Optional<Path>> MASK = BLOCK.key(
                    "mask",
                    CohortSpec::mask,
                    Kind.optional(Kind.PATH),
                    Optional.empty(),
                    "folder of fields of view, which have the file names of the images: where they are 0 nothing is"
                            + " attacked or judged")
            .otherwise("none");

    public static final Key<CohortSpec, Integer> DIMENSIONS = BLOCK.key(
            "dimensions",
            CohortSpec::dimensions,
            Kind.oneOf("2 (slices) or 3 (volumes)", List.of(DEFAULT_DIMENSIONS, VOLUMES)),
            DEFAULT_DIMENSIONS,
            "whether each slice is an image, or each subject's volume");

    public static final Key<CohortSpec, Optional<ImageSize>> SIZE = BLOCK.key(
                    "size",
                    CohortSpec::size,
                    Kind.optional(ImageSize.KIND),
                    Optional.empty(),
                    "what images are resampled to (linear; labels nearest)")
            .otherwise("required for slices of files, while volumes keep their own grids; phantoms: 128 x 128, or 32 x"
                    + " 64 x 64");

    public static final Key<CohortSpec, Optional<VoxelSpacing>> SPACING = BLOCK.key(
                    "spacingMm",
                    CohortSpec::spacing,
                    Kind.optional(CohortKinds.SPACING),
                    Optional.empty(),
                    "distance of planes, rows and columns in mm that volumes are resampled to instead of a size")
            .otherwise("each volume's own");

    public static final Key<CohortSpec, Optional<Interval>> WINDOW = BLOCK.key(
                    "window",
                    CohortSpec::window,
                    Kind.optional(Interval.KIND),
                    Optional.empty(),
                    "intensities are clipped to it first, in the images' own units (HU for CT)")
            .otherwise("none");

    public static final Key<CohortSpec, Integer> MIN_ORGAN_PIXELS = BLOCK.key(
            "minOrganPixels",
            CohortSpec::minOrganPixels,
            Kind.whole(Range.PIXELS),
            DEFAULT_MIN_ORGAN_PIXELS,
            "slices with fewer organ pixels after resampling are left out, and volumes with fewer organ voxels are"
                    + " refused");

    public static final Key<CohortSpec, SubjectSelection> ATTACKER_SUBJECTS = BLOCK.required(
                    "attackerSubjects",
                    CohortSpec::attackerSubjects,
                    CohortKinds.SUBJECTS,
                    "who trains the attacker; a share is drawn with cohort.seed")
            .otherwise("required; an annotation takes half");

    public static final Key<CohortSpec, SubjectSelection> GATE_SUBJECTS = BLOCK.key(
                    "gateSubjects",
                    CohortSpec::gateSubjects,
                    CohortKinds.SUBJECTS,
                    new SubjectSelection.Rest(),
                    "who the model is judged on, never seen in training")
            .otherwise("all others");

    public static final Key<CohortSpec, Long> SEED =
            BLOCK.key("seed", CohortSpec::seed, Kind.SEED, DEFAULT_SEED, "of a split by share, and of phantoms");

    public static final Key<CohortSpec, Optional<Modality>> MODALITY = BLOCK.key(
                    "modality",
                    CohortSpec::modality,
                    Kind.optional(Kind.choice(Modality.class)),
                    Optional.empty(),
                    "what made the images, which says what natural shifts they have (gate.shifts); of ct, intensities"
                            + " of NIfTI files and phantoms are Hounsfield units")
            .otherwise("unknown");

    /** Those of its own, without those of phantoms. */
    public static final List<Key<CohortSpec, ?>> KEYS = List.of(
            FORMAT,
            IMAGES,
            LABELS,
            CHANNELS,
            SUBJECT,
            ORGANS,
            IGNORE,
            MASK,
            DIMENSIONS,
            SIZE,
            SPACING,
            WINDOW,
            MIN_ORGAN_PIXELS,
            ATTACKER_SUBJECTS,
            GATE_SUBJECTS,
            SEED,
            MODALITY);

    public CohortSpec {
        organs = Collections.unmodifiableMap(new LinkedHashMap<>(organs));
        ignore = List.copyOf(ignore);
    }

    /**
     * Asks for every key of the block, and for those of phantoms where the format is theirs.
     *
     * @throws IllegalArgumentException or DuressException as the values
     */
    public static CohortSpec of(Values values) {
        CohortFormat format = values.get(FORMAT);
        int dimensions = values.get(DIMENSIONS);
        return new CohortSpec(
                format,
                values.get(IMAGES),
                values.get(LABELS),
                values.get(CHANNELS),
                values.get(SUBJECT),
                values.get(ORGANS),
                dimensions,
                values.get(SIZE)
                        .or(() -> format == CohortFormat.PHANTOM
                                ? Optional.of(Phantoms.size(dimensions))
                                : Optional.empty()),
                values.get(SPACING),
                values.get(WINDOW),
                values.get(MIN_ORGAN_PIXELS),
                values.get(ATTACKER_SUBJECTS),
                values.get(GATE_SUBJECTS),
                values.get(SEED),
                format == CohortFormat.PHANTOM ? Optional.of(Phantoms.of(values)) : Optional.empty(),
                values.get(IGNORE),
                values.get(MASK),
                values.get(MODALITY));
    }

    /**
     * With the defaults of everything else.
     *
     * @param attackers who trains the attacker
     */
    public static CohortSpec of(CohortFormat format, SubjectSelection attackers) {
        return of(Values.DEFAULTS.with(FORMAT, format).with(ATTACKER_SUBJECTS, attackers));
    }

    /**
     * The same with another value of one key of the block.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public <T> CohortSpec with(Key<?, T> key, T value) {
        Phantoms phantoms = phantom.orElseGet(() -> Phantoms.of(Values.DEFAULTS));
        return of(Values.of(this, phantoms).with(key, value));
    }

    /** What its images are, and are called. */
    public ImageKind kind() {
        return ImageKind.of(dimensions);
    }

    /** Whether each image is the volume of a subject. */
    public boolean volumes() {
        return dimensions == VOLUMES;
    }

    /**
     * What a spec says of the images' grid that does not go together.
     *
     * @param key what is wrong
     * @param rule the end of a sentence that begins with the key
     */
    public record Contradiction(Key<CohortSpec, ?> key, String rule) {}

    /** The first of them, where there is one. */
    public Optional<Contradiction> contradiction() {
        String three = "'" + DIMENSIONS + ": 3'";
        if (spacing.isPresent() && !volumes()) {
            return wrong(
                    SPACING, "is the spacing of volumes, and this cohort has slices; set " + three + ", or remove it");
        }
        if (spacing.isPresent() && format != CohortFormat.NIFTI) {
            return wrong(SPACING, "has no meaning for a cohort of format " + Key.written(format) + "; remove it");
        }
        if (spacing.isPresent() && size.isPresent()) {
            return wrong(
                    SPACING, "stands beside '" + SIZE + "', and both say what volumes are resampled to; remove one");
        }
        int axes = size.map(ImageSize::rank).orElse(dimensions);
        if (axes > dimensions) {
            return wrong(SIZE, "has three numbers, and this cohort has slices; give [height, width], or set " + three);
        }
        if (axes < dimensions) {
            return wrong(
                    SIZE,
                    "has two numbers, and this cohort has volumes; give [planes, height, width], or remove it: each"
                            + " volume then keeps its own grid");
        }
        if (volumes() && size.filter(volume -> volume.sizes().get(0) == 1).isPresent()) {
            return wrong(
                    SIZE,
                    "asks for volumes of one plane, which are slices; give more planes, or set '" + DIMENSIONS
                            + ": 2'");
        }
        return Optional.empty();
    }

    private static Optional<Contradiction> wrong(Key<CohortSpec, ?> key, String rule) {
        return Optional.of(new Contradiction(key, rule));
    }

    /** Whether intensities are Hounsfield units: of 8-bit files nobody knows what they were. */
    public boolean hounsfield() {
        return modality.filter(Modality.CT::equals).isPresent() && format != CohortFormat.PNG;
    }

    /** Which organs a class is. */
    public OrganSets sets() {
        return OrganSets.of(organs.values());
    }

    /**
     * The same with other subjects.
     *
     * @param attackers who trains the attacker
     * @param judged who the model is judged on
     */
    public CohortSpec with(SubjectSelection.Named attackers, SubjectSelection.Named judged) {
        return with(ATTACKER_SUBJECTS, attackers).with(GATE_SUBJECTS, judged);
    }

    private static Map<String, List<Integer>> phantomOrgans() {
        Map<String, List<Integer>> organs = new LinkedHashMap<>();
        organs.put("pancreas", List.of(11));
        organs.put("kidneys", List.of(2, 3));
        organs.put("liver", List.of(6));
        organs.put("spleen", List.of(1));
        return organs;
    }

    /** How many phantom subjects, and axial slices in each; both at least 1. */
    public record Phantoms(int subjects, int slices) {
        public static final int DEFAULT_SUBJECTS = 24;
        public static final int DEFAULT_SLICES = 12;

        private static final Block<Phantoms> BLOCK = new Block<>("cohort", Phantoms.class);

        public static final Key<Phantoms, Integer> SUBJECTS = BLOCK.key(
                "subjects", Phantoms::subjects, Kind.whole(Range.SUBJECTS), DEFAULT_SUBJECTS, "how many phantoms");

        public static final Key<Phantoms, Integer> SLICES = BLOCK.key(
                "slices",
                Phantoms::slices,
                Kind.whole(Range.SLICES),
                DEFAULT_SLICES,
                "axial slices of a phantom; volumes have the planes of cohort.size");

        public static final List<Key<Phantoms, ?>> KEYS = BLOCK.keys(Phantoms::of);

        private static final ImageSize SLICE = new ImageSize(128, 128);
        private static final ImageSize VOLUME = new ImageSize(List.of(32, 64, 64));

        /** Size of phantoms where nobody says one. */
        static ImageSize size(int dimensions) {
            return dimensions == VOLUMES ? VOLUME : SLICE;
        }

        public static Phantoms of(Values values) {
            return new Phantoms(values.get(SUBJECTS), values.get(SLICES));
        }
    }

    /** Which subjects: by name, as a share of all, or all that the other selection leaves. */
    public sealed interface SubjectSelection {
        record Named(List<String> ids) implements SubjectSelection {
            public Named {
                ids = List.copyOf(ids);
            }
        }

        /** A share in (0, 1) of all subjects, drawn with the cohort's seed, rounded, at least one. */
        record Share(double share) implements SubjectSelection {}

        record Rest() implements SubjectSelection {}
    }
}
