package org.duress.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.duress.DuressException;

/**
 * Turns label ids into the classes of organs, and keeps count of what the label files hold. Mutable, for one thread.
 */
final class LabelSurvey {
    /** Of one subject; a label map has a few hundred (FreeSurfer), an image taken for one has as many as values. */
    private static final int MOST_IDS = 1 << 16;

    private static final int MOST_SHOWN = 30;

    private final List<Organ> organs;
    private final Map<Integer, Byte> classOfLabel;

    /** Pixels of each id but 0, in the files' own size. */
    private final TreeMap<Integer, Long> pixels = new TreeMap<>();

    /** The first slice of each encoding. */
    private final Map<LabelEncoding, String> encodings = new EnumMap<>(LabelEncoding.class);

    LabelSurvey(List<Organ> organs) {
        this.organs = organs;
        this.classOfLabel = classes(organs);
    }

    /**
     * The class of each label id: i + 1 for those of the i-th organ.
     *
     * @throws DuressException if an organ has no id, one below 1, or one that another has too
     */
    static Map<Integer, Byte> classes(List<Organ> organs) {
        Map<Integer, Byte> classes = new HashMap<>();
        for (int i = 0; i < organs.size(); i++) {
            Organ organ = organs.get(i);
            if (organ.labels().isEmpty()) {
                throw new DuressException("cohort.organs." + organ.name() + " lists no label id; give at least one");
            }
            for (int label : organ.labels()) {
                if (label < 1) {
                    throw new DuressException("cohort.organs." + organ.name() + " lists label id " + label
                            + ", but ids start at 1 and 0 is background; remove it");
                }
                Byte other = classes.put(label, (byte) (i + 1));
                if (other != null) {
                    throw new DuressException("label id " + label + " belongs to both "
                            + organs.get(other - 1).name() + " and " + organ.name()
                            + " in cohort.organs; give it to one of them");
                }
            }
        }
        return classes;
    }

    /** The classes of a slice, in the file's own size; its ids are counted. */
    byte[] classes(RawSlice slice) {
        encodings.putIfAbsent(slice.encoding(), slice.name());
        int[] labels = slice.labels();
        byte[] classes = new byte[labels.length];
        int run = 0;
        for (int i = 0; i < labels.length; i = run) {
            int label = labels[i];
            while (run < labels.length && labels[run] == label) {
                run++;
            }
            if (label != 0) {
                byte organ = classOfLabel.getOrDefault(label, (byte) 0);
                Arrays.fill(classes, i, run, organ);
                pixels.merge(label, (long) (run - i), Long::sum);
            }
        }
        if (pixels.size() > MOST_IDS) {
            throw new DuressException("the labels up to slice " + slice.name() + " hold more than " + MOST_IDS
                    + " different ids, so that they seem to be an image; correct cohort.labels");
        }
        return classes;
    }

    /** Adds what was counted elsewhere, later in the order of subjects. */
    void add(LabelSurvey other) {
        other.pixels.forEach((label, count) -> pixels.merge(label, count, Long::sum));
        other.encodings.forEach(encodings::putIfAbsent);
    }

    /**
     * Checks that the ids of all files are to be read in one way.
     *
     * @param where the folder of the labels
     * @throws DuressException if they are not
     */
    void requireOneEncoding(String where) {
        List<LabelEncoding> found = new ArrayList<>(encodings.keySet());
        found.remove(LabelEncoding.ANY);
        if (found.size() > 1) {
            LabelEncoding one = found.get(0);
            LabelEncoding two = found.get(1);
            throw new DuressException("the label ids in " + where + " are " + one.words() + " for slice "
                    + encodings.get(one) + " but " + two.words() + " for slice " + encodings.get(two)
                    + ", so that the same id may mean two organs; save all labels as grey of 8 bit");
        }
    }

    /**
     * Checks that every id of every organ occurs.
     *
     * @param where the folder of the labels
     * @throws DuressException if one does not
     */
    void requireEveryId(String where) {
        for (Organ organ : organs) {
            for (int label : new TreeSet<>(organ.labels())) {
                if (!pixels.containsKey(label)) {
                    throw new DuressException("label id " + label + " of organ " + organ.name() + " occurs nowhere in "
                            + where + " (the ids there are " + list(pixels.navigableKeySet())
                            + "); correct cohort.organs");
                }
            }
        }
    }

    /** A warning about ids that no organ names. */
    Optional<String> unlisted() {
        TreeMap<Integer, Long> rest = new TreeMap<>(pixels);
        rest.keySet().removeAll(classOfLabel.keySet());
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        long count = rest.values().stream().mapToLong(Long::longValue).sum();
        String ids = (rest.size() == 1 ? "label id " : "label ids ") + list(rest.navigableKeySet());
        return Optional.of(String.format(
                Locale.ROOT,
                "%s (%,d pixels) %s to no organ and %s as background; name %s in cohort.organs if %s an organ",
                ids,
                count,
                rest.size() == 1 ? "belongs" : "belong",
                rest.size() == 1 ? "counts" : "count",
                rest.size() == 1 ? "it" : "them",
                rest.size() == 1 ? "it is" : "they are"));
    }

    private static String list(SortedSet<Integer> ids) {
        if (ids.isEmpty()) {
            return "only 0";
        }
        String shown = ids.stream().limit(MOST_SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
        return ids.size() > MOST_SHOWN ? shown + ", ..." : shown;
    }
}
