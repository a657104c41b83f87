package org.duress.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.DuressException;

/**
 * Which label volume belongs to an image: that of the same name, zipped or not; else, where a spec says how a file
 * names its subject, the one that names the same.
 */
record NiftiLabels(Folder folder, Optional<SubjectPattern> subject, List<String> files) {
    static NiftiLabels of(Folder folder, Optional<String> expression) {
        return new NiftiLabels(
                folder,
                expression.map(SubjectPattern::new),
                expression.isPresent() ? folder.files(NiftiSource.PLAIN, NiftiSource.ZIPPED) : List.of());
    }

    /**
     * The label of an image. Where there is none, the path at which one would be found.
     *
     * @throws DuressException if several label volumes name the image's subject
     */
    Path label(String id, String image) {
        List<String> same = Stream.of(
                        image, ImageFiles.stem(image) + NiftiSource.ZIPPED, ImageFiles.stem(image) + NiftiSource.PLAIN)
                .filter(name -> Files.isRegularFile(folder.file(name)))
                .toList();
        if (!same.isEmpty()) {
            return folder.file(same.get(0));
        }
        List<String> named = files.stream().filter(name -> names(name, id)).toList();
        if (named.size() > 1) {
            throw new DuressException("subject " + id + " has more than one label volume in " + folder.path() + " ("
                    + named.get(0) + ", " + named.get(1) + ") and none is named as image " + image
                    + "; leave one label a subject or correct cohort.subject");
        }
        return folder.file(named.isEmpty() ? image : named.get(0));
    }

    /** By the expression, or, where that fits image names alone, by the whole name. */
    private boolean names(String file, String id) {
        return ImageFiles.stem(file).equals(id)
                || subject.flatMap(pattern -> pattern.subject(file))
                        .filter(id::equals)
                        .isPresent();
    }
}
