package org.duress.base;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which organs a pixel of each class belongs to: the one place that knows. Organs are numbered from 1 in the cohort's
 * order, and class 0 is background, which is no organ.
 *
 * <p>Organs that exclude each other have a class each, of their own number. Organs that may overlap have a class for
 * each set of them, whose bits are the organs: bit 0 for organ 1, bit 1 for organ 2. Either way a pixel has one class,
 * and the probabilities of classes are those of a distribution.
 *
 * <p>In a class map there may also be the codes of {@link Scope}, which are no classes and belong to no organ.
 */
public final class OrganSets {
    /** Sets of as many organs still have class maps of bytes. */
    public static final int MOST_OVERLAPPING = 7;

    private final int organs;
    private final boolean overlapping;

    /** For each organ, from 1 on, the classes that are part of it. */
    private final int[][] classesOf;

    /** For each organ the other classes. */
    private final int[][] othersOf;

    private OrganSets(int organs, boolean overlapping) {
        this.organs = organs;
        this.overlapping = overlapping;
        classesOf = new int[organs + 1][];
        othersOf = new int[organs + 1][];
        for (int o = 1; o <= organs; o++) {
            int organ = o;
            classesOf[o] =
                    IntStream.range(0, classes()).filter(c -> has(c, organ)).toArray();
            othersOf[o] =
                    IntStream.range(0, classes()).filter(c -> !has(c, organ)).toArray();
        }
    }

    /** A class for each organ. */
    public static OrganSets exclusive(int organs) {
        return new OrganSets(organs, false);
    }

    /**
     * A class for each set of organs.
     *
     * @param organs at most {@link #MOST_OVERLAPPING}
     */
    public static OrganSets overlapping(int organs) {
        if (organs > MOST_OVERLAPPING) {
            throw new IllegalArgumentException(
                    organs + " organs have too many sets; at most " + MOST_OVERLAPPING + " may overlap");
        }
        return new OrganSets(organs, true);
    }

    /**
     * Those of a cohort: its organs overlap where a label id is in several.
     *
     * @param labels of each organ
     */
    public static OrganSets of(Collection<? extends Collection<Integer>> labels) {
        return overlap(labels) ? overlapping(labels.size()) : exclusive(labels.size());
    }

    /** Whether a label id is in several organs, however many these are. */
    public static boolean overlap(Collection<? extends Collection<Integer>> labels) {
        Set<Integer> seen = new HashSet<>();
        return labels.stream().anyMatch(own -> new HashSet<>(own).stream().anyMatch(label -> !seen.add(label)));
    }

    /** Number of organs. */
    public int organs() {
        return organs;
    }

    /** Whether a pixel may belong to several organs. */
    public boolean overlapping() {
        return overlapping;
    }

    /** Number of classes, background included. */
    public int classes() {
        return overlapping ? 1 << organs : organs + 1;
    }

    /** Whether a pixel of a class belongs to an organ; never for a code of {@link Scope}. */
    public boolean has(int cls, int organ) {
        return overlapping ? cls > 0 && (cls >> (organ - 1) & 1) != 0 : cls == organ;
    }

    /** The class of a pixel that belongs to an organ besides those of a class, which leaves the others if it must. */
    public int with(int cls, int organ) {
        return overlapping ? cls | 1 << (organ - 1) : organ;
    }

    /** The class of a pixel that no longer belongs to an organ. */
    public int without(int cls, int organ) {
        return overlapping ? cls & ~(1 << (organ - 1)) : cls == organ ? 0 : cls;
    }

    /** Whether a pixel of one class belongs to an organ to which one of another does not. */
    public boolean hasMore(int cls, int other) {
        return overlapping ? cls > 0 && (cls & ~Math.max(0, other)) != 0 : cls > 0 && cls != other;
    }

    /** The classes of an organ, in order; not to be changed. */
    public int[] classesOf(int organ) {
        return classesOf[organ];
    }

    /**
     * The probability of an organ at one pixel: the sum of its classes'.
     *
     * @param values probabilities of classes, the pixel's from {@code at} on
     */
    public double share(float[] values, int at, int organ) {
        return sum(values, at, classesOf[organ]);
    }

    /** The probability that a pixel does not belong to an organ, summed up: 1 less the organ's own is less precise. */
    public double otherShare(float[] values, int at, int organ) {
        return sum(values, at, othersOf[organ]);
    }

    private static double sum(float[] values, int at, int[] classes) {
        if (classes.length == 1) {
            return values[at + classes[0]];
        }
        double sum = 0;
        for (int c : classes) {
            sum += values[at + c];
        }
        return sum;
    }

    /** Adds to a gradient what a slope of {@link #share} is on each class. */
    public void addSlope(float[] gradient, int at, int organ, double slope) {
        for (int c : classesOf[organ]) {
            gradient[at + c] += (float) slope;
        }
    }

    /** Adds to a gradient what a slope of {@link #otherShare} is on each class. */
    public void addOtherSlope(float[] gradient, int at, int organ, double slope) {
        for (int c : othersOf[organ]) {
            gradient[at + c] += (float) slope;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OrganSets sets && organs == sets.organs && overlapping == sets.overlapping;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new int[] {organs, overlapping ? 1 : 0});
    }

    @Override
    public String toString() {
        return organs + (overlapping ? " overlapping" : "") + " organs";
    }
}
