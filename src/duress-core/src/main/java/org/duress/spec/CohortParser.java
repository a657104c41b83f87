package org.duress.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.duress.DuressException;
import org.duress.spec.CohortSpec.Phantoms;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.CohortSpec.Window;

/** Understands the block {@code cohort} of a spec. */
final class CohortParser {
    static final List<String> KEYS = List.of(
            "format",
            "images",
            "labels",
            "subject",
            "organs",
            "size",
            "window",
            "minOrganPixels",
            "attackerSubjects",
            "gateSubjects",
            "seed",
            "subjects",
            "slices");

    static final Map<String, List<Integer>> PHANTOM_ORGANS = phantomOrgans();
    private static final ImageSize PHANTOM_SIZE = new ImageSize(128, 128);

    /** Far more than any file name needs, and few enough to compile without filling the stack. */
    private static final int LONGEST_PATTERN = 500;

    private CohortParser() {}

    static CohortSpec cohort(Section cohort) {
        CohortFormat format = format(cohort.get("format"));
        boolean phantom = format == CohortFormat.PHANTOM;
        boolean files = format == CohortFormat.PNG || format == CohortFormat.NIFTI;
        if (!files) {
            refuse(cohort, format, "images", "labels", "subject");
        }
        if (!phantom) {
            refuse(cohort, format, "subjects", "slices");
        }
        return new CohortSpec(
                format,
                files ? Optional.of(cohort.get("images").path()) : Optional.empty(),
                files ? Optional.of(cohort.get("labels").path()) : Optional.empty(),
                subject(cohort, format),
                phantom ? cohort.get("organs", CohortParser::organs, PHANTOM_ORGANS) : organs(cohort.get("organs")),
                phantom ? cohort.get("size", CohortParser::size, PHANTOM_SIZE) : size(cohort.get("size")),
                cohort.find("window").map(CohortParser::window),
                cohort.get("minOrganPixels", setting -> setting.integer(Range.PIXELS), 1),
                selection(cohort.get("attackerSubjects")),
                cohort.get("gateSubjects", CohortParser::selection, new SubjectSelection.Rest()),
                cohort.get("seed", Setting::longInteger, 7L),
                phantom
                        ? Optional.of(new Phantoms(
                                cohort.get("subjects", setting -> setting.integer(Range.SUBJECTS), 24),
                                cohort.get("slices", setting -> setting.integer(Range.SLICES), 12)))
                        : Optional.empty());
    }

    private static CohortFormat format(Setting format) {
        List<CohortFormat> files = List.of(CohortFormat.PNG, CohortFormat.NIFTI, CohortFormat.PHANTOM);
        boolean fromCode = format.value() instanceof Value.Text text && text.style() == Value.Style.LOOSE;
        return format.choice(fromCode ? List.of(CohortFormat.values()) : files);
    }

    private static void refuse(Section cohort, CohortFormat format, String... keys) {
        for (String key : keys) {
            cohort.find(key).ifPresent(setting -> {
                throw setting.error("has no meaning for a cohort of format " + Setting.name(format) + "; remove it");
            });
        }
    }

    private static Optional<String> subject(Section cohort, CohortFormat format) {
        Optional<Setting> subject =
                format == CohortFormat.PNG ? Optional.of(cohort.get("subject")) : cohort.find("subject");
        return subject.map(setting -> {
            try {
                if (setting.text().length() > LONGEST_PATTERN) {
                    throw setting.error("must be a regular expression of at most " + LONGEST_PATTERN
                            + " characters, not of " + setting.text().length());
                }
                if (Pattern.compile(setting.text()).matcher("").groupCount() == 0) {
                    throw setting.error("must have a group in parentheses around the subject's id, as in ^(s\\d+)_");
                }
                return setting.text();
            } catch (PatternSyntaxException e) {
                throw setting.error(
                        "must be a regular expression, not '" + setting.text() + "': " + e.getDescription());
            }
        });
    }

    private static Map<String, List<Integer>> organs(Setting setting) {
        Map<String, List<Integer>> organs = setting.section().map(CohortParser::labels);
        if (organs.isEmpty()) {
            throw setting.error("must name at least one organ with its label ids, as in {liver: [6]}");
        }
        Map<Integer, String> owners = new LinkedHashMap<>();
        organs.forEach((organ, labels) -> labels.forEach(label -> {
            String owner = owners.put(label, organ);
            if (owner != null) {
                throw setting.error(
                        "must give each label id once, but " + label + " is in '" + owner + "' and '" + organ + "'");
            }
        }));
        return organs;
    }

    private static List<Integer> labels(Setting organ) {
        List<Integer> labels = organ.items("a list of label ids, as in [2, 3]").stream()
                .map(label -> label.integer(Range.LABELS))
                .toList();
        if (labels.isEmpty()) {
            throw organ.error("must hold at least one label id");
        }
        return labels;
    }

    private static ImageSize size(Setting size) {
        String rule = "two whole numbers [height, width], each at least 1";
        List<Setting> sides = size.items(rule);
        if (sides.size() != 2) {
            throw size.error("must be " + rule + ", not " + sides.size() + " values");
        }
        return new ImageSize(sides.get(0).integer(Range.SIDE), sides.get(1).integer(Range.SIDE));
    }

    private static Window window(Setting window) {
        List<Double> ends = window.items("two numbers [low, high]").stream()
                .map(Setting::number)
                .toList();
        if (ends.size() != 2
                || !Double.isFinite(ends.get(0))
                || !Double.isFinite(ends.get(1))
                || ends.get(0) >= ends.get(1)) {
            throw window.error("must be two finite numbers [low, high] with low below high, not " + ends);
        }
        return new Window(ends.get(0), ends.get(1));
    }

    private static SubjectSelection selection(Setting subjects) {
        if (subjects.value() instanceof Value.Items) {
            List<String> ids =
                    subjects.items("a list").stream().map(Setting::text).toList();
            if (ids.isEmpty()) {
                throw subjects.error("must name at least one subject");
            }
            return new SubjectSelection.Named(ids);
        }
        double share;
        try {
            share = subjects.number();
        } catch (DuressException e) {
            throw subjects.error("must be a list of subjects or a share between 0 and 1");
        }
        if (!(share > 0 && share < 1)) {
            throw subjects.error("must be a share above 0 and below 1, not " + share);
        }
        return new SubjectSelection.Share(share);
    }

    private static Map<String, List<Integer>> phantomOrgans() {
        Map<String, List<Integer>> organs = new LinkedHashMap<>();
        organs.put("pancreas", List.of(11));
        organs.put("kidneys", List.of(2, 3));
        organs.put("liver", List.of(6));
        organs.put("spleen", List.of(1));
        return organs;
    }
}
