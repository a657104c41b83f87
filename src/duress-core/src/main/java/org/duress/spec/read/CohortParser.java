package org.duress.spec.read;

import java.util.List;
import java.util.Optional;
import org.duress.spec.ChannelFiles;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.Phantoms;
import org.duress.spec.key.Key;
import org.duress.spec.key.Section;

/** Understands the block {@code cohort} of a spec: which keys go with which format. */
final class CohortParser {
    private CohortParser() {}

    static CohortSpec cohort(Section cohort) {
        CohortFormat format = cohort.get(CohortSpec.FORMAT);
        boolean phantom = format == CohortFormat.PHANTOM;
        boolean files = format == CohortFormat.PNG || format == CohortFormat.NIFTI;
        if (!files) {
            refuse(cohort, format, CohortSpec.IMAGES, CohortSpec.LABELS, CohortSpec.CHANNELS, CohortSpec.SUBJECT);
            refuse(cohort, format, CohortSpec.MASK);
        }
        if (format == CohortFormat.GIVEN) {
            refuse(cohort, format, CohortSpec.IGNORE);
        }
        requireApart(cohort);
        if (!phantom) {
            refuse(cohort, format, Phantoms.SUBJECTS, Phantoms.SLICES);
        }
        ChannelFiles channels = cohort.get(CohortSpec.CHANNELS);
        boolean folders = channels instanceof ChannelFiles.Folders;
        if (folders) {
            cohort.find(CohortSpec.IMAGES).ifPresent(images -> {
                throw images.error("names a folder, as " + CohortSpec.CHANNELS + " does for each channel; remove one");
            });
        }
        return new CohortSpec(
                format,
                needed(cohort, CohortSpec.IMAGES, files && !folders),
                needed(cohort, CohortSpec.LABELS, files),
                channels,
                needed(cohort, CohortSpec.SUBJECT, format == CohortFormat.PNG),
                needed(cohort, CohortSpec.ORGANS, !phantom),
                needed(cohort, CohortSpec.SIZE, !phantom),
                cohort.get(CohortSpec.WINDOW),
                cohort.get(CohortSpec.MIN_ORGAN_PIXELS),
                cohort.get(CohortSpec.ATTACKER_SUBJECTS),
                cohort.get(CohortSpec.GATE_SUBJECTS),
                cohort.get(CohortSpec.SEED),
                phantom ? Optional.of(Phantoms.of(cohort)) : Optional.empty(),
                cohort.get(CohortSpec.IGNORE),
                cohort.get(CohortSpec.MASK));
    }

    /** What counts nowhere is no organ. */
    private static void requireApart(Section cohort) {
        List<Integer> ignored = cohort.get(CohortSpec.IGNORE);
        cohort.get(CohortSpec.ORGANS)
                .forEach((organ, labels) -> labels.forEach(label -> {
                    if (ignored.contains(label)) {
                        throw cohort.find(CohortSpec.IGNORE)
                                .orElseThrow()
                                .error("holds " + label + ", which is a label id of organ '" + organ
                                        + "'; remove it from one of them");
                    }
                }));
    }

    /** What has a default may still have to be set, for some formats. */
    private static <T> T needed(Section cohort, Key<?, T> key, boolean needed) {
        return needed ? cohort.required(key) : cohort.get(key);
    }

    private static void refuse(Section cohort, CohortFormat format, Key<?, ?>... keys) {
        for (Key<?, ?> key : keys) {
            cohort.find(key).ifPresent(setting -> {
                throw setting.error("has no meaning for a cohort of format " + Key.written(format) + "; remove it");
            });
        }
    }
}
