package org.duress.gate;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Seeds;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.model.ImageBatch;

/**
 * Slices of one subject that go through the model together.
 *
 * @param subject the subject's id
 * @param first index of the first slice within the subject
 */
record Batch(String subject, int first, List<Slice> slices) {

    /** All slices of all subjects, in order; a batch never mixes subjects. */
    static List<Batch> of(List<Subject> subjects, int size) {
        List<Batch> batches = new ArrayList<>();
        for (Subject subject : subjects) {
            List<Slice> slices = subject.slices();
            for (int from = 0; from < slices.size(); from += size) {
                batches.add(new Batch(subject.id(), from, slices.subList(from, Math.min(slices.size(), from + size))));
            }
        }
        return batches;
    }

    ImageBatch images() {
        return images(slices);
    }

    /** Slices of one size as one batch; at least one slice. */
    static ImageBatch images(List<Slice> slices) {
        int height = slices.get(0).height();
        int width = slices.get(0).width();
        float[] pixels = new float[slices.size() * height * width];
        for (int i = 0; i < slices.size(); i++) {
            System.arraycopy(slices.get(i).image(), 0, pixels, i * height * width, height * width);
        }
        return new ImageBatch(pixels, slices.size(), height, width);
    }

    /** A seed of this batch's own, which does not depend on what other subjects there are. */
    long seed(long specSeed) {
        return Seeds.batch(specSeed, subject, first);
    }
}
