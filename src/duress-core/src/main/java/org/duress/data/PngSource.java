package org.duress.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.duress.DuressException;
import org.duress.spec.CohortSpec;

/**
 * One subject of paired PNG folders: an image and a label of the same file name per slice. PNG says nothing about
 * spacing.
 */
record PngSource(String id, List<String> files, Folder images, Folder labels) implements SubjectSource {
    private static final String SUFFIX = ".png";

    PngSource {
        files = List.copyOf(files);
    }

    static List<PngSource> all(CohortSpec spec) {
        Folder images = Folder.of(spec.images(), "cohort.images");
        Folder labels = Folder.of(spec.labels(), "cohort.labels");
        SubjectPattern pattern = new SubjectPattern(spec.subject()
                .orElseThrow(
                        () -> new DuressException("cohort.subject is missing; give a regular expression whose first"
                                + " group is the subject's id in a file name, as in ^(s\\d+)_")));
        List<String> files = images.files(SUFFIX);
        if (files.isEmpty()) {
            throw new DuressException("the folder " + images.path() + " of cohort.images has no .png file; correct the"
                    + " path or cohort.format");
        }
        return pattern.group(files, images.path().toString()).entrySet().stream()
                .map(group -> new PngSource(group.getKey(), group.getValue(), images, labels))
                .toList();
    }

    @Override
    public void read(CohortMemory memory, Consumer<RawSlice> into) {
        Map<String, String> names = new TreeMap<>();
        Map<Integer, String> depths = new TreeMap<>();
        for (String file : files) {
            String name = file.substring(0, file.length() - SUFFIX.length());
            String twin = names.put(name.toLowerCase(Locale.ROOT), file);
            if (twin != null) {
                throw new DuressException("images " + twin + " and " + file + " in " + images.path()
                        + " differ only in upper and lower case, so that reports would mix them up; rename one");
            }
            Path label = label(file);
            PngHeader size = PngReader.header(images.file(file));
            PngHeader labelSize = PngReader.header(label);
            if (size.height() != labelSize.height() || size.width() != labelSize.width()) {
                throw new DuressException("image " + file + " is " + size.height() + " x " + size.width()
                        + " but its label is " + labelSize.height() + " x " + labelSize.width()
                        + "; make them the same size");
            }
            memory.work(size.workBytes() + labelSize.workBytes(), "image " + file, () -> {
                PngReader.Image image = PngReader.image(images.file(file));
                PngReader.Labels ids = PngReader.labels(label);
                depths.putIfAbsent(image.depth(), file);
                requireOneDepth(depths);
                into.accept(new RawSlice(
                        name,
                        image.height(),
                        image.width(),
                        image.values(),
                        ids.ids(),
                        ids.encoding(),
                        Double.NaN,
                        Double.NaN));
            });
        }
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

    private Path label(String file) {
        for (String candidate : List.of(file, NnUNet.label(file))) {
            if (Files.isRegularFile(labels.file(candidate))) {
                return labels.file(candidate);
            }
        }
        throw new DuressException("image " + file + " has no label file in " + labels.path()
                + "; add one of the same name, all 0 where there is no organ");
    }

    /** 40 of 255 and 40 of 65535 are not the same brightness, and one normalisation covers both. */
    private void requireOneDepth(Map<Integer, String> depths) {
        if (depths.size() > 1) {
            throw new DuressException("images " + depths.get(8) + " and " + depths.get(16) + " of subject " + id
                    + " have 8 and 16 bit, so that their greys do not compare; save all with one depth");
        }
    }
}
