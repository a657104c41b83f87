package org.duress.spec;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The labelled subjects of a test.
 *
 * @param format what the files are
 * @param images folder of the images, resolved; absent for {@link CohortFormat#PHANTOM}
 * @param labels folder of the labels, same file names as the images, resolved; absent for phantoms
 * @param subject regular expression whose first group is the subject's id in a file name (PNG; for NIfTI one file is
 *     one subject and the expression is optional)
 * @param organs label ids per organ, in the order of the model's classes; ids of no listed organ are background
 * @param size images are resampled to this size (linear; labels nearest)
 * @param window intensities are clipped to this range first, in the image's own units (HU for CT)
 * @param minOrganPixels slices with fewer organ pixels after resampling are left out; at least 0
 * @param attackerSubjects subjects the attacker is trained on
 * @param gateSubjects subjects the model is judged on; never seen in training
 * @param seed of a split by fraction, and of phantoms
 * @param phantom what phantoms are generated; present for {@link CohortFormat#PHANTOM}
 */
public record CohortSpec(
        CohortFormat format,
        Optional<Path> images,
        Optional<Path> labels,
        Optional<String> subject,
        Map<String, List<Integer>> organs,
        ImageSize size,
        Optional<Window> window,
        int minOrganPixels,
        SubjectSelection attackerSubjects,
        SubjectSelection gateSubjects,
        long seed,
        Optional<Phantoms> phantom) {

    public CohortSpec {
        organs = Collections.unmodifiableMap(new LinkedHashMap<>(organs));
    }

    /** Intensity range, {@code low < high}, in the image's own units. */
    public record Window(double low, double high) {}

    /** How many phantom subjects, and axial slices in each; both at least 1. */
    public record Phantoms(int subjects, int slices) {}

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
