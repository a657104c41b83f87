package org.duress.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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
import org.duress.base.OrganSets;
import org.duress.base.Scope;

/**
 * Turns label ids into the classes of organs, and keeps count of what the label files hold. Mutable, for one thread.
 */
final class LabelSurvey {
    /** Of one subject; a label map has a few hundred (FreeSurfer), an image taken for one has as many as values. */
    private static final int MOST_IDS = 1 << 16;

    private static final int MOST_SHOWN = 30;

    private final List<Organ> organs;
    private final Map<Integer, Byte> classOfLabel;
    private final Optional<Mask> mask;

    /** Pixels of each id but 0, in the files' own size. */
    private final TreeMap<Integer, Long> pixels = new TreeMap<>();

    /** The first slice of each encoding. */
    private final Map<LabelEncoding, String> encodings = new EnumMap<>(LabelEncoding.class);

    private int slices;

    /** Images that show an organ, and those among them of which the mask leaves none. */
    private int shown;

    private int emptied;

    /** Whether the image that is being read shows an organ, and whether the mask leaves some of it. */
    private boolean shows;

    private boolean left;

    LabelSurvey(List<Organ> organs) {
        this(organs, List.of(), Optional.empty());
    }

    /**
     * Of one subject, or of all.
     *
     * @param ignore label ids that count nowhere
     * @param mask of the subject, where there is one
     */
    LabelSurvey(List<Organ> organs, List<Integer> ignore, Optional<Mask> mask) {
        this.organs = organs;
        this.mask = mask;
        classOfLabel = classes(organs);
        ignore.forEach(label -> classOfLabel.put(label, Scope.IGNORED));
    }

    /**
     * The class of each label id, as {@link OrganSets} say: that of all organs that have it.
     *
     * @throws DuressException if an organ has no id, or one below 1
     */
    static Map<Integer, Byte> classes(List<Organ> organs) {
        OrganSets sets = OrganSets.of(organs.stream().map(Organ::labels).toList());
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
                byte others = classes.getOrDefault(label, (byte) 0);
                classes.put(label, (byte) sets.with(others, i + 1));
            }
        }
        return classes;
    }

    /**
     * The classes of a slice, in the file's own size, with the codes of {@link Scope} where nothing counts; its ids are
     * counted. To be called for each slice in turn.
     */
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
        int index = slices++;
        mask.ifPresent(own -> cut(own.outside(slice, index), classes));
        return classes;
    }

    private void cut(BitSet outside, byte[] classes) {
        shows |= showsOrgan(classes);
        outside.stream().forEach(i -> classes[i] = Scope.OUTSIDE);
        left |= showsOrgan(classes);
    }

    /** Whether the image whose slices were read since the last call shows an organ, of which the mask leaves none. */
    boolean emptiedImage() {
        boolean none = shows && !left;
        shown += shows ? 1 : 0;
        emptied += none ? 1 : 0;
        shows = false;
        left = false;
        return none;
    }

    private static boolean showsOrgan(byte[] classes) {
        for (byte c : classes) {
            if (c > 0) {
                return true;
            }
        }
        return false;
    }

    /** Images that show an organ, of which the mask leaves none. */
    int emptied() {
        return emptied;
    }

    /** A warning about slices that masks leave no organ of. */
    Optional<String> maskedAway() {
        return emptied == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "cohort.mask leaves no organ pixel in %,d of %,d slices that show an organ; they are left out",
                        emptied,
                        shown));
    }

    /** Adds what was counted elsewhere, later in the order of subjects. */
    void add(LabelSurvey other) {
        other.pixels.forEach((label, count) -> pixels.merge(label, count, Long::sum));
        other.encodings.forEach(encodings::putIfAbsent);
        shown += other.shown;
        emptied += other.emptied;
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
