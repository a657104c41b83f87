package org.duress.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.OrganSets;
import org.duress.base.Scope;
import org.duress.data.Cohort;
import org.duress.data.Slice;

/**
 * How classes become the labels of nnU-Net: 0 is background, the others follow one another without a gap, and what does
 * not count is the last, {@code ignore}. Organs that overlap become regions, sets of labels, which nnU-Net can paint
 * over one another if of any two either one holds the other or they are apart.
 *
 * @param values label of each class
 * @param organs in the order of {@code dataset.json}, which of overlapping organs has the encompassing ones first
 * @param ignore label of what does not count; 0 where everything counts
 */
@SuppressWarnings("ArrayRecordComponent") // identity is meant
record NnUNetLabels(int[] values, boolean regions, List<Region> organs, int ignore) {
    /**
     * An organ.
     *
     * @param labels that it is; at least one
     * @param painted the one of them that stands for it until others are painted over it
     */
    record Region(String name, List<Integer> labels, int painted) {
        boolean holds(Region other) {
            return labels.containsAll(other.labels);
        }

        boolean apart(Region other) {
            return labels.stream().noneMatch(other.labels::contains);
        }
    }

    /**
     * Labels for some slices of a cohort.
     *
     * @throws DuressException if overlapping organs are no regions, or one of them is nowhere
     */
    static NnUNetLabels of(Cohort cohort, List<Slice> slices) {
        BitSet classes = new BitSet();
        boolean ignored = false;
        for (Slice slice : slices) {
            for (byte cls : slice.classes()) {
                if (Scope.counts(cls)) {
                    classes.set(cls);
                } else {
                    ignored = true;
                }
            }
        }
        OrganSets sets = cohort.sets();
        if (!sets.overlapping()) {
            // A training set may lack an organ that the model has.
            classes.set(0, sets.classes());
        }
        classes.clear(0);
        int[] values = new int[sets.classes()];
        int label = 0;
        for (int cls = classes.nextSetBit(0); cls > 0; cls = classes.nextSetBit(cls + 1)) {
            values[cls] = ++label;
        }
        List<Region> organs = sets.overlapping() ? regions(cohort, values) : exclusive(cohort, values);
        return new NnUNetLabels(values, sets.overlapping(), organs, ignored ? label + 1 : 0);
    }

    private static List<Region> exclusive(Cohort cohort, int[] values) {
        return IntStream.range(0, cohort.organs().size())
                .mapToObj(o -> new Region(cohort.organNames().get(o), List.of(values[o + 1]), values[o + 1]))
                .toList();
    }

    private static List<Region> regions(Cohort cohort, int[] values) {
        List<Region> regions = new ArrayList<>();
        for (int o = 0; o < cohort.organs().size(); o++) {
            String name = cohort.organNames().get(o);
            List<Integer> labels = IntStream.of(cohort.sets().classesOf(o + 1))
                    .map(cls -> values[cls])
                    .filter(value -> value > 0)
                    .boxed()
                    .toList();
            if (labels.isEmpty()) {
                throw new DuressException("organ " + name + " is on none of the exported images, so nnU-Net could not"
                        + " learn it; leave it out of cohort.organs, or give the attacker subjects that show it");
            }
            regions.add(new Region(name, labels, labels.get(0)));
        }
        for (Region one : regions) {
            for (Region other : regions) {
                if (!one.apart(other) && !one.holds(other) && !other.holds(one)) {
                    throw new DuressException("organs " + one.name() + " and " + other.name() + " overlap in part,"
                            + " which the regions of nnU-Net cannot say: of two regions one must hold the other, or"
                            + " they must be apart; export as nifti or png");
                }
            }
        }
        return regions.stream()
                .map(region -> painted(region, regions))
                .sorted(Comparator.comparing((Region region) -> region.labels().size())
                        .reversed())
                .toList();
    }

    /** The label that is in none of the smaller regions, where there is one. */
    private static Region painted(Region region, List<Region> all) {
        int painted = region.labels().stream()
                .filter(label -> all.stream()
                        .noneMatch(
                                other -> other.labels().size() < region.labels().size()
                                        && other.labels().contains(label)))
                .findFirst()
                .orElse(region.labels().get(0));
        return new Region(region.name(), region.labels(), painted);
    }

    /** Labels of a class map. */
    int[] of(byte[] classes) {
        int[] labels = new int[classes.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = Scope.counts(classes[i]) ? values[classes[i]] : ignore;
        }
        return labels;
    }

    /** Writes {@code labels}, and {@code regions_class_order} where organs overlap. */
    void put(ObjectNode dataset) {
        ObjectNode names = dataset.putObject("labels").put("background", 0);
        for (Region organ : organs) {
            if (organ.labels().size() == 1) {
                names.put(organ.name(), organ.labels().get(0));
            } else {
                organ.labels().forEach(names.putArray(organ.name())::add);
            }
        }
        if (ignore > 0) {
            names.put("ignore", ignore);
        }
        if (regions) {
            organs.forEach(organ -> dataset.withArray("regions_class_order").add(organ.painted()));
        }
    }
}
