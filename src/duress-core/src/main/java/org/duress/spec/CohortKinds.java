package org.duress.spec;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.duress.DuressException;
import org.duress.base.EnumWords;
import org.duress.base.OrganSets;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.key.Bounds;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Range;
import org.duress.spec.key.Schema;
import org.duress.spec.key.Section;
import org.duress.spec.key.Setting;
import org.duress.spec.key.Value;

/** How the keys of a cohort are written that are no plain number or text. */
final class CohortKinds {
    /** Far more than any file name needs, and few enough to compile without filling the stack. */
    private static final int LONGEST_PATTERN = 500;

    /** Instead of names of channels, in the block of channels. */
    private static final String SUFFIX = "suffix";

    private static final String DISTANCES =
            "three numbers [planes, rows, columns] in mm, each from " + VoxelSpacing.LEAST + " to " + VoxelSpacing.MOST;

    /** Only test code can hand a cohort over. */
    private static final List<CohortFormat> FILES = List.of(CohortFormat.PNG, CohortFormat.NIFTI, CohortFormat.PHANTOM);

    private static final Schema LABELS = Schema.list(Schema.whole(Range.LABELS), 1);

    static final Kind<CohortFormat> FORMAT =
            Kind.of("one of " + EnumWords.list(FILES), Schema.choice(FILES), CohortKinds::format);

    static final Kind<ChannelFiles> CHANNELS = Kind.of(
            "a block of names and folders such as {t1: t1, flair: flair}, or {suffix: [_0000, _0001]}",
            Schema.map(Schema.TEXT, 1)
                    .with(
                            "properties",
                            Map.of(
                                    SUFFIX,
                                    Schema.list(Schema.TEXT, 1).distinct().keywords())),
            CohortKinds::channels);

    static final Kind<String> PATTERN = Kind.of(
            "a regular expression with a group, as in ^(s\\d+)_",
            Schema.text(Pattern.compile(".*\\(.*")).with("maxLength", LONGEST_PATTERN),
            CohortKinds::pattern);

    static final Kind<Map<String, List<Integer>>> ORGANS =
            Kind.of("a block such as {liver: [6], kidneys: [2, 3]}", Schema.map(LABELS, 1), CohortKinds::organs);

    static final Kind<List<Integer>> IGNORE = Kind.of(
            "a list of label ids, as in [255]", Schema.list(Schema.whole(Range.LABELS), 0), CohortKinds::ignored);

    static final Kind<VoxelSpacing> SPACING = Kind.of(
            DISTANCES,
            Schema.list(Schema.number(Bounds.from(VoxelSpacing.LEAST).to(VoxelSpacing.MOST)), 3, 3),
            CohortKinds::spacing);

    private static final Bounds SHARE = Bounds.above(0).below(1);

    static final Kind<SubjectSelection> SUBJECTS = Kind.of(
            "a list of subjects, or a share " + SHARE.words(),
            Schema.either(Schema.number(SHARE), Schema.list(Schema.TEXT, 1)),
            CohortKinds::selection);

    private CohortKinds() {}

    private static CohortFormat format(Setting format) {
        boolean fromCode = format.value() instanceof Value.Text text && text.style() == Value.Style.LOOSE;
        return format.choice(fromCode ? List.of(CohortFormat.values()) : FILES);
    }

    private static ChannelFiles channels(Setting setting) {
        Section channels = setting.section();
        Optional<Setting> suffix = channels.find(SUFFIX);
        if (suffix.isPresent()) {
            if (channels.map(Setting::key).size() > 1) {
                throw setting.error("names folders beside '" + SUFFIX + "'; keep one of the two");
            }
            return suffixes(suffix.get());
        }
        Map<String, Path> folders = channels.map(Setting::path);
        if (folders.isEmpty()) {
            throw setting.error("must name at least one channel with its folder, as in {t1: t1, flair: flair}");
        }
        Map<Path, String> owners = new HashMap<>();
        folders.forEach((name, folder) -> {
            String owner = owners.put(folder.normalize(), name);
            if (owner != null) {
                throw setting.error("gives the channels '" + owner + "' and '" + name
                        + "' the same folder; name each channel's own");
            }
        });
        return new ChannelFiles.Folders(folders);
    }

    private static ChannelFiles suffixes(Setting suffix) {
        List<String> suffixes = suffix.items("a list of what file names end in, as in [_0000, _0001]").stream()
                .map(Setting::text)
                .toList();
        if (suffixes.isEmpty() || Set.copyOf(suffixes).size() < suffixes.size()) {
            throw suffix.error("must hold what the file names of each channel end in, once each, not " + suffixes);
        }
        return new ChannelFiles.Suffixes(suffixes);
    }

    private static String pattern(Setting setting) {
        String text = setting.text();
        if (text.length() > LONGEST_PATTERN) {
            throw setting.error("must be a regular expression of at most " + LONGEST_PATTERN + " characters, not of "
                    + text.length());
        }
        try {
            if (Pattern.compile(text).matcher("").groupCount() == 0) {
                throw setting.error("must have a group in parentheses around the subject's id, as in ^(s\\d+)_");
            }
        } catch (PatternSyntaxException e) {
            throw setting.error("must be a regular expression, not '" + text + "': " + e.getDescription());
        }
        return text;
    }

    private static Map<String, List<Integer>> organs(Setting setting) {
        Map<String, List<Integer>> organs = setting.section().map(CohortKinds::labels);
        if (organs.isEmpty()) {
            throw setting.error("must name at least one organ with its label ids, as in {liver: [6]}");
        }
        if (OrganSets.overlap(organs.values()) && organs.size() > OrganSets.MOST_OVERLAPPING) {
            throw setting.error("gives a label id to several of " + organs.size() + " organs, but at most "
                    + OrganSets.MOST_OVERLAPPING + " may overlap; give each label id once, or name fewer organs");
        }
        return organs;
    }

    private static List<Integer> ignored(Setting setting) {
        return setting.items("a list of label ids, as in [255]").stream()
                .map(label -> label.integer(Range.LABELS))
                .toList();
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

    private static VoxelSpacing spacing(Setting setting) {
        List<Double> distances =
                setting.items(DISTANCES).stream().map(Setting::number).toList();
        if (distances.size() != 3 || !distances.stream().allMatch(VoxelSpacing::holds)) {
            throw setting.error("must be " + DISTANCES + ", not " + distances);
        }
        return new VoxelSpacing(distances.get(0), distances.get(1), distances.get(2));
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
        if (!SHARE.holds(share)) {
            throw subjects.error("must be a share " + SHARE.words() + ", not " + share);
        }
        return new SubjectSelection.Share(share);
    }
}
