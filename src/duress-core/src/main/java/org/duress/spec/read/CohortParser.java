package org.duress.spec.read;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duress.spec.ChannelFiles;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.Phantoms;
import org.duress.spec.key.Key;
import org.duress.spec.key.Section;
import org.duress.spec.key.Values;

/** Understands the block {@code cohort} of a spec: which keys go with which format. */
final class CohortParser {
    private CohortParser() {}

    static CohortSpec cohort(Section cohort) {
        CohortFormat format = cohort.get(CohortSpec.FORMAT);
        if (!files(format)) {
            refuse(cohort, format, CohortSpec.IMAGES, CohortSpec.LABELS, CohortSpec.CHANNELS, CohortSpec.SUBJECT);
            refuse(cohort, format, CohortSpec.MASK);
        }
        if (format == CohortFormat.GIVEN) {
            refuse(cohort, format, CohortSpec.IGNORE);
        }
        requireApart(cohort);
        if (format != CohortFormat.PHANTOM) {
            refuse(cohort, format, Phantoms.SUBJECTS, Phantoms.SLICES);
        }
        if (inFolders(cohort)) {
            cohort.find(CohortSpec.IMAGES).ifPresent(images -> {
                throw images.error("names a folder, as " + CohortSpec.CHANNELS + " does for each channel; remove one");
            });
        }
        CohortSpec spec = CohortSpec.of(new Needing(cohort, needed(cohort, format)));
        if (spec.volumes()) {
            cohort.find(Phantoms.SLICES).ifPresent(slices -> {
                throw slices.error(
                        "has no meaning for volumes, which have the planes of '" + CohortSpec.SIZE + "'; remove it");
            });
        }
        spec.contradiction().ifPresent(wrong -> {
            throw cohort.get(wrong.key().local()).error(wrong.rule());
        });
        return spec;
    }

    private static boolean files(CohortFormat format) {
        return format == CohortFormat.PNG || format == CohortFormat.NIFTI;
    }

    private static boolean inFolders(Section cohort) {
        return cohort.get(CohortSpec.CHANNELS) instanceof ChannelFiles.Folders;
    }

    /** What has a default must still be set, for some formats. */
    private static Set<Key<?, ?>> needed(Section cohort, CohortFormat format) {
        Set<Key<?, ?>> needed = new HashSet<>();
        if (files(format)) {
            needed.add(CohortSpec.LABELS);
        }
        if (files(format) && !inFolders(cohort)) {
            needed.add(CohortSpec.IMAGES);
        }
        if (format == CohortFormat.PNG) {
            needed.add(CohortSpec.SUBJECT);
        }
        if (format != CohortFormat.PHANTOM) {
            needed.add(CohortSpec.ORGANS);
        }
        if (format != CohortFormat.PHANTOM && cohort.get(CohortSpec.DIMENSIONS) == 2) {
            needed.add(CohortSpec.SIZE);
        }
        return needed;
    }

    /** What is set, or the key's default, where nothing needs to be set. */
    private record Needing(Section cohort, Set<Key<?, ?>> needed) implements Values {
        @Override
        public <T> T get(Key<?, T> key) {
            return needed.contains(key) ? cohort.required(key) : cohort.get(key);
        }
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

    private static void refuse(Section cohort, CohortFormat format, Key<?, ?>... keys) {
        for (Key<?, ?> key : keys) {
            cohort.find(key).ifPresent(setting -> {
                throw setting.error("has no meaning for a cohort of format " + Key.written(format) + "; remove it");
            });
        }
    }
}
