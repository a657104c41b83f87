package org.duress.gate.baseline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.duress.base.ImageKind;
import org.duress.base.OrganSets;
import org.duress.base.ReadAhead;
import org.duress.base.Seeds;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.metric.Dice;
import org.duress.model.ImageBatch;
import org.duress.result.slice.CleanSlice;

/**
 * Slices of one subject that go through the model together, or the one volume of a subject: all on one grid, which may
 * be another than that of other batches.
 *
 * @param subject the subject's id
 * @param first index of the first slice within the subject
 */
public record Batch(String subject, int first, List<Slice> slices) {

    /** All slices of all subjects, in order; a batch never mixes subjects. */
    public static List<Batch> of(List<Subject> subjects, int size) {
        List<Batch> batches = new ArrayList<>();
        for (Subject subject : subjects) {
            List<Slice> slices = subject.slices();
            for (int from = 0; from < slices.size(); from += size) {
                batches.add(new Batch(subject.id(), from, slices.subList(from, Math.min(slices.size(), from + size))));
            }
        }
        return batches;
    }

    /** What its images are. */
    public ImageKind kind() {
        return slices.get(0).grid().kind();
    }

    /** What a sentence calls it: by its first image. */
    public String named() {
        return kind().image() + " " + (first + 1) + " of " + subject;
    }

    /**
     * The slices with what the model makes of them.
     *
     * @param maps gives the class of each pixel of one of them
     * @param sets which organs a class is
     */
    public List<CleanSlice> clean(IntFunction<byte[]> maps, OrganSets sets) {
        List<CleanSlice> clean = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            clean.add(clean(i, maps.apply(i), sets));
        }
        return clean;
    }

    /**
     * One of them.
     *
     * @param map the class of each of its pixels
     */
    public CleanSlice clean(int place, byte[] map, OrganSets sets) {
        Slice slice = slices.get(place);
        return new CleanSlice(subject, slice, map, Dice.perOrgan(map, slice.classes(), sets));
    }

    public ImageBatch images() {
        return ImageBatch.of(slices);
    }

    /** Reads the images of each batch while the one before it is worked on. */
    public static ReadAhead readAhead(List<Batch> batches) {
        return new ReadAhead(batches.size(), (b, holder) -> batches.get(b).readAhead(holder));
    }

    void readAhead(Consumer<Object> holder) {
        slices.forEach(slice -> slice.readAhead(holder));
    }

    /** A seed of this batch's own, which does not depend on what other subjects there are. */
    public long seed(long specSeed) {
        return Seeds.batch(specSeed, subject, first);
    }
}
