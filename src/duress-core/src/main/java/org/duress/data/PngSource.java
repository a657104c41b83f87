package org.duress.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.spec.CohortSpec;

/**
 * One subject of paired PNG folders: an image, or one a channel, and a label of the same file name per slice. PNG says
 * nothing about spacing.
 *
 * @param names of its images
 */
record PngSource(String id, List<String> names, ImageFiles images, Folder labels) implements SubjectSource {
    static final String SUFFIX = ".png";

    PngSource {
        names = List.copyOf(names);
    }

    static List<PngSource> all(CohortSpec spec, ImageFiles images) {
        Folder labels = Folder.of(spec.labels(), "cohort.labels");
        SubjectPattern pattern = new SubjectPattern(spec.subject()
                .orElseThrow(
                        () -> new DuressException("cohort.subject is missing; give a regular expression whose first"
                                + " group is the subject's id in a file name, as in ^(s\\d+)_")));
        Folder folder = images.folder();
        if (images.names().isEmpty()) {
            throw new DuressException("the folder " + folder.path() + " of " + folder.key()
                    + " has no .png file; correct the path or cohort.format");
        }
        return pattern.group(images.names(), folder.path().toString()).entrySet().stream()
                .map(group -> new PngSource(group.getKey(), group.getValue(), images, labels))
                .toList();
    }

    @Override
    public boolean scan() {
        return false;
    }

    @Override
    public void read(CohortMemory memory, Consumer<RawSlice> into) {
        Map<String, String> known = new TreeMap<>();
        List<Map<Integer, String>> depths = new ArrayList<>();
        for (String image : names) {
            String name = ImageFiles.stem(image);
            String twin = known.put(name.toLowerCase(Locale.ROOT), image);
            if (twin != null) {
                throw new DuressException("images " + twin + " and " + image + " in "
                        + images.folder().path()
                        + " differ only in upper and lower case, so that reports would mix them up; rename one");
            }
            read(memory, image, name, depths, into);
        }
    }

    private void read(
            CohortMemory memory,
            String image,
            String name,
            List<Map<Integer, String>> depths,
            Consumer<RawSlice> into) {
        Path label = label(image);
        PngHeader labelSize = PngReader.header(label);
        long bytes = labelSize.workBytes();
        Map<String, Path> files = images.files(image);
        for (Map.Entry<String, Path> file : files.entrySet()) {
            PngHeader size = PngReader.header(file.getValue());
            bytes += size.imageBytes();
            if (size.height() != labelSize.height() || size.width() != labelSize.width()) {
                throw new DuressException(file.getKey() + " is " + size.height() + " x " + size.width()
                        + " but its label is " + labelSize.height() + " x " + labelSize.width()
                        + "; make them the same size");
            }
        }
        memory.work(bytes, "image " + image, () -> {
            List<float[]> channels = new ArrayList<>();
            files.forEach((what, file) -> {
                PngReader.Image read = PngReader.image(file);
                if (images.apart()) {
                    read = read.greyed();
                    images.requireOne(what, read.channels().size());
                }
                requireOneDepth(depths, channels.size(), read.depth(), String.valueOf(file.getFileName()));
                channels.addAll(read.channels());
            });
            PngReader.Labels ids = PngReader.labels(label);
            into.accept(new RawSlice(
                    name,
                    Grid.of(names.size(), ids.height(), ids.width()),
                    channels,
                    !images.apart() && channels.size() > 1,
                    ids.ids(),
                    ids.encoding()));
        });
    }

    @Override
    public Mask mask(Folder masks, CohortMemory memory) {
        return (slice, index) -> {
            String file = slice.name() + SUFFIX;
            Path path = List.of(file, NnUNet.label(file)).stream()
                    .map(masks::file)
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> new DuressException("image " + file + " has no mask in " + masks.path()
                            + "; add one of the same name, 0 where nothing is to be judged"));
            PngReader.Labels mask = PngReader.labels(path);
            if (mask.height() != slice.height() || mask.width() != slice.width()) {
                throw new DuressException("image " + file + " is " + slice.height() + " x " + slice.width()
                        + " but its mask is " + mask.height() + " x " + mask.width() + "; make them the same size");
            }
            return Mask.zeros(mask.ids());
        };
    }

    /** The file of an image's labels. */
    Path label(String file) {
        for (String candidate : List.of(file, NnUNet.label(file))) {
            if (Files.isRegularFile(labels.file(candidate))) {
                return labels.file(candidate);
            }
        }
        throw new DuressException("image " + file + " has no label file in " + labels.path()
                + "; add one of the same name, all 0 where there is no organ");
    }

    /**
     * 40 of 255 and 40 of 65535 are not the same brightness, and one normalisation covers both.
     *
     * @param depths the first file of each depth, by channel
     */
    private void requireOneDepth(List<Map<Integer, String>> depths, int channel, int depth, String file) {
        while (depths.size() <= channel) {
            depths.add(new TreeMap<>());
        }
        Map<Integer, String> own = depths.get(channel);
        own.putIfAbsent(depth, file);
        if (own.size() > 1) {
            throw new DuressException("images " + own.get(8) + " and " + own.get(16) + " of subject " + id
                    + " have 8 and 16 bit, so that their greys do not compare; save all with one depth");
        }
    }
}
