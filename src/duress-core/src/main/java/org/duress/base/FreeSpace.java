package org.duress.base;

import java.util.Comparator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which places of a file are taken. What is asked for goes into the smallest gap that is large enough, else at the end;
 * gaps that touch are one. So the file is never longer than what was in it at once, and what gaps were too small for.
 * Mutable, for one thread.
 */
final class FreeSpace {
    private record Gap(long from, long length) {}

    private final TreeMap<Long, Gap> byPlace = new TreeMap<>();
    private final NavigableSet<Gap> bySize =
            new TreeSet<>(Comparator.comparingLong(Gap::length).thenComparingLong(Gap::from));
    private long end;

    /** Where the last of what is taken ends. */
    long end() {
        return end;
    }

    /** Whether so many bytes fit into a gap, so that the file does not become longer. */
    boolean fits(long length) {
        return bySize.ceiling(new Gap(0, length)) != null;
    }

    /**
     * Takes bytes that lie side by side.
     *
     * @param length at least 1
     * @return the first of them
     */
    long take(long length) {
        Gap gap = bySize.ceiling(new Gap(0, length));
        if (gap == null) {
            end += length;
            return end - length;
        }
        remove(gap);
        if (gap.length() > length) {
            add(new Gap(gap.from() + length, gap.length() - length));
        }
        return gap.from();
    }

    /** Gives back what was taken. */
    void give(long from, long length) {
        Gap gap = new Gap(from, length);
        Map.Entry<Long, Gap> below = byPlace.lowerEntry(from);
        if (below != null && below.getValue().from() + below.getValue().length() == from) {
            gap = new Gap(below.getKey(), below.getValue().length() + length);
            remove(below.getValue());
        }
        if (byPlace.containsKey(from + length)) {
            Gap above = Objects.requireNonNull(byPlace.get(from + length));
            gap = new Gap(gap.from(), gap.length() + above.length());
            remove(above);
        }
        if (gap.from() + gap.length() == end) {
            end = gap.from();
        } else {
            add(gap);
        }
    }

    private void add(Gap gap) {
        byPlace.put(gap.from(), gap);
        bySize.add(gap);
    }

    private void remove(Gap gap) {
        byPlace.remove(gap.from());
        bySize.remove(gap);
    }
}
