package org.duress.data;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.spec.ChannelFiles;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.ImageSize;

/**
 * What two folders of images and labels hold, before anybody has said how they are to be read: for whoever writes a
 * cohort's settings. Headers are read of all files, label ids of so many as take a few seconds.
 *
 * @param format of the files
 * @param channels which files hold the channels of an image, by the names of the files
 * @param count channels of an image
 * @param subject expression that finds the subject in a file's name, where one is needed
 * @param grids how many images have each grid, the most frequent first; of a slice without planes
 * @param ids label ids above 0, with the subjects that show them
 * @param subjects all there are
 * @param everyLabel whether the ids of all files were read
 * @param least the least intensity in the middle of the first image
 */
public record CohortSurvey(
        CohortFormat format,
        ChannelFiles channels,
        int count,
        Optional<String> subject,
        List<Grid> grids,
        SortedMap<Integer, SortedSet<String>> ids,
        SortedSet<String> subjects,
        boolean everyLabel,
        OptionalDouble least) {
    /** Pixels of labels that are read: some ten seconds. */
    private static final long MOST_PIXELS = 1L << 29;

    /** A label map has a few; an image taken for one has as many as values. */
    private static final int MOST_IDS = 512;

    private static final Pattern CHANNEL = Pattern.compile("(_\\d{4})$");

    /** How files name their subjects, the most telling first; each must fit the names of all. */
    private static final List<String> SUBJECTS = List.of("^(.+)[_-][A-Za-z]*\\d+$", "^(.+)$");

    /** Where images and labels have the same numbers and other words. */
    private static final String NUMBER = "^\\D*(\\d+)";

    public CohortSurvey {
        grids = List.copyOf(grids);
    }

    /** Endings of the files of each format. */
    private static String[] endings(CohortFormat format) {
        return format == CohortFormat.PNG
                ? new String[] {PngSource.SUFFIX}
                : new String[] {NiftiSource.PLAIN, NiftiSource.ZIPPED};
    }

    /** What the image files of a folder are; empty where it has none, or is no folder. NIfTI where it has both. */
    public static Optional<CohortFormat> format(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Folder files = new Folder(folder, "cohort.images");
        return List.of(CohortFormat.NIFTI, CohortFormat.PNG).stream()
                .filter(format -> !files.files(endings(format)).isEmpty())
                .findFirst();
    }

    /**
     * Looks at two folders.
     *
     * @param asked how a file names its subject, where somebody says it
     * @throws DuressException if a folder has no such files, or labels are missing, or nothing tells which label is
     *     whose
     */
    public static CohortSurvey of(Path images, Path labels, Optional<String> asked) {
        CohortFormat format = format(images)
                .orElseThrow(() -> new DuressException(
                        "the folder " + images + " has neither .nii, .nii.gz nor .png files; name that of the images"));
        List<String> imageFiles = new Folder(images, "cohort.images").files(endings(format));
        List<String> labelFiles =
                Folder.of(Optional.of(labels), "cohort.labels").files(endings(format));
        if (labelFiles.isEmpty()) {
            throw new DuressException("the folder " + labels + " has no "
                    + (format == CohortFormat.PNG ? ".png" : ".nii or .nii.gz") + " file; name that of the labels");
        }
        ChannelFiles channels = channels(stems(imageFiles), new HashSet<>(stems(labelFiles)));
        CohortSpec bare = CohortSpec.of(format, new SubjectSelection.Share(0.5))
                .with(CohortSpec.IMAGES, Optional.of(images))
                .with(CohortSpec.LABELS, Optional.of(labels))
                .with(CohortSpec.CHANNELS, channels);
        ImageFiles files = ImageFiles.of(bare, endings(format));
        Optional<String> subject = asked.or(() -> subject(format, stems(files.names()), stems(labelFiles)));
        CohortSpec spec = bare.with(CohortSpec.SUBJECT, subject);
        return format == CohortFormat.PNG ? png(spec, files) : nifti(spec, files);
    }

    private static List<String> stems(List<String> names) {
        return names.stream().map(ImageFiles::stem).toList();
    }

    /** Names that end in four digits, which no label has, count channels, as nnU-Net has it. */
    private static ChannelFiles channels(List<String> images, Set<String> labels) {
        SortedSet<String> suffixes = new TreeSet<>();
        for (String image : images) {
            Matcher channel = CHANNEL.matcher(image);
            boolean apart =
                    channel.find() && !labels.contains(image) && labels.contains(image.substring(0, channel.start()));
            if (!apart) {
                return new ChannelFiles.Together();
            }
            suffixes.add(channel.group(1));
        }
        return new ChannelFiles.Suffixes(List.copyOf(suffixes));
    }

    /** NIfTI files need none where labels are named as images, PNG files always do. */
    private static Optional<String> subject(CohortFormat format, List<String> images, List<String> labels) {
        boolean same = new HashSet<>(labels).containsAll(images);
        if (format == CohortFormat.NIFTI) {
            return same || !oneEach(images) || !oneEach(labels) ? Optional.empty() : Optional.of(NUMBER);
        }
        for (String expression : SUBJECTS) {
            Pattern pattern = Pattern.compile(expression);
            Set<String> ids = new HashSet<>();
            for (String image : images) {
                Matcher matcher = pattern.matcher(image);
                ids.add(matcher.find() ? matcher.group(1) : "");
            }
            if (ids.size() > 1 && !ids.contains("")) {
                // Of the name with its ending, as specs have it.
                return Optional.of(expression.substring(0, expression.length() - 1) + "\\.[^.]+$");
            }
        }
        return Optional.of("^(.+)\\.[^.]+$");
    }

    private static boolean oneEach(List<String> names) {
        Pattern number = Pattern.compile(NUMBER);
        Set<String> ids = new HashSet<>();
        for (String name : names) {
            Matcher matcher = number.matcher(name);
            if (!matcher.find() || !ids.add(matcher.group(1))) {
                return false;
            }
        }
        return true;
    }

    private static CohortSurvey png(CohortSpec spec, ImageFiles files) {
        List<PngSource> sources = PngSource.all(spec, files);
        Map<Grid, Integer> grids = new HashMap<>();
        List<Label> labels = new ArrayList<>();
        int channels = 0;
        for (PngSource source : sources) {
            for (String image : source.names()) {
                Path label = source.label(image);
                PngHeader header = PngReader.header(label);
                grids.merge(Grid.of(header.height(), header.width()), 1, Integer::sum);
                labels.add(new Label(source.id(), label, (long) header.height() * header.width()));
            }
        }
        String first = sources.get(0).names().get(0);
        for (Path file : files.files(first).values()) {
            channels += files.apart()
                    ? 1
                    : PngReader.image(file).greyed().channels().size();
        }
        return survey(spec, channels, grids, labels, OptionalDouble.empty(), (label, into) -> {
            for (int id : PngReader.labels(label.file()).ids()) {
                into.add(id);
            }
        });
    }

    private static CohortSurvey nifti(CohortSpec spec, ImageFiles files) {
        List<NiftiSource> sources = NiftiSource.all(spec, files);
        Map<Grid, Integer> grids = new HashMap<>();
        List<Label> labels = new ArrayList<>();
        int channels = 0;
        for (NiftiSource source : sources) {
            source.requireLabel();
            NiftiHeader header = NiftiReader.header(source.label());
            Grid grid = new NiftiVolume(source.label(), header, ByteBuffer.allocate(0)).grid();
            grids.merge(grid, 1, Integer::sum);
            labels.add(new Label(source.id(), source.label(), grid.voxels()));
        }
        for (Path file : files.files(sources.get(0).image()).values()) {
            channels += NiftiReader.header(file).volumes();
        }
        NiftiVolume first = NiftiReader.read(
                files.files(sources.get(0).image()).values().iterator().next());
        float least = Float.POSITIVE_INFINITY;
        for (float value : first.slice(0, first.slices() / 2)) {
            least = Math.min(least, value);
        }
        return survey(spec, channels, grids, labels, OptionalDouble.of(least), (label, into) -> {
            NiftiVolume volume = NiftiReader.read(label.file());
            for (int slice = 0; slice < volume.slices(); slice++) {
                for (int id : volume.labels(slice)) {
                    into.add(id);
                }
            }
        });
    }

    /** A file of label ids. */
    private record Label(String subject, Path file, long pixels) {}

    /** Reads the label ids of a file. */
    private interface Ids {
        void read(Label label, Set<Integer> into);
    }

    private static CohortSurvey survey(
            CohortSpec spec,
            int channels,
            Map<Grid, Integer> grids,
            List<Label> labels,
            OptionalDouble least,
            Ids ids) {
        long pixels = labels.stream().mapToLong(Label::pixels).sum();
        int every = (int) Math.max(1, (pixels + MOST_PIXELS - 1) / MOST_PIXELS);
        SortedMap<Integer, SortedSet<String>> seen = new TreeMap<>();
        for (int i = 0; i < labels.size(); i += every) {
            Label label = labels.get(i);
            Set<Integer> own = new HashSet<>();
            ids.read(label, own);
            own.stream()
                    .filter(id -> id > 0)
                    .forEach(id ->
                            seen.computeIfAbsent(id, any -> new TreeSet<>()).add(label.subject()));
            if (seen.size() > MOST_IDS) {
                throw new DuressException("the labels up to " + label.file() + " hold more than " + MOST_IDS
                        + " different ids, so that they seem to be images; name the folder of the labels");
            }
        }
        SortedSet<String> subjects = new TreeSet<>(NaturalOrder.INSTANCE);
        labels.forEach(label -> subjects.add(label.subject()));
        return new CohortSurvey(
                spec.format(),
                spec.channels(),
                channels,
                spec.subject(),
                grids.entrySet().stream()
                        .sorted(Comparator.comparing((Map.Entry<Grid, Integer> entry) -> -entry.getValue())
                                .thenComparing(entry -> entry.getKey().toString()))
                        .map(Map.Entry::getKey)
                        .toList(),
                seen,
                subjects,
                every == 1,
                least);
    }

    /** Rows and columns that most slices have. */
    public ImageSize size() {
        Grid most = grids.get(0);
        return new ImageSize(most.rows(), most.columns());
    }
}
