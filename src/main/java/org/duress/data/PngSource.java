package org.duress.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.duress.DuressException;
import org.duress.spec.CohortSpec;

/**
 * One subject of paired PNG folders: an image and a label of the same file name per slice. PNG says nothing about
 * spacing.
 */
record PngSource(String id, List<String> files, Folder images, Folder labels) implements SubjectSource {
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
        List<String> files = images.files(".png");
        if (files.isEmpty()) {
            throw new DuressException("the folder " + images.path() + " of cohort.images has no .png file; correct the"
                    + " path or cohort.format");
        }
        return pattern.group(files, images.path().toString()).entrySet().stream()
                .map(group -> new PngSource(group.getKey(), group.getValue(), images, labels))
                .toList();
    }

    @Override
    public void read(Consumer<RawSlice> into) {
        for (String file : files) {
            Path label = labels.file(file);
            if (!Files.isRegularFile(label)) {
                throw new DuressException("image " + file + " has no label file in " + labels.path()
                        + "; add one of the same name, all 0 where there is no organ");
            }
            PngReader.Pixels image = PngReader.image(images.file(file));
            PngReader.Pixels ids = PngReader.labels(label);
            if (image.height() != ids.height() || image.width() != ids.width()) {
                throw new DuressException("image " + file + " is " + image.height() + " x " + image.width()
                        + " but its label is " + ids.height() + " x " + ids.width() + "; make them the same size");
            }
            float[] grey = new float[image.values().length];
            for (int i = 0; i < grey.length; i++) {
                grey[i] = image.values()[i];
            }
            String name = file.substring(0, file.length() - ".png".length());
            into.accept(new RawSlice(name, image.height(), image.width(), grey, ids.values(), Double.NaN, Double.NaN));
        }
    }
}
