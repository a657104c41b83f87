package org.duress.gate.harden;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.data.Slice;
import org.duress.model.ImageBatch;

/**
 * Images and what should be answered to them.
 *
 * @param images to be asked about
 * @param labels class of each pixel, or a code of {@link org.duress.base.Scope}; an array an image
 */
record Attacked(ImageBatch images, List<byte[]> labels) {
    /** As they are. */
    static Attacked clean(List<Slice> slices) {
        return new Attacked(
                ImageBatch.of(slices), slices.stream().map(Slice::classes).toList());
    }

    /** Under fields, the labels moved by the same D. */
    Attacked under(Perturbation fields) {
        return new Attacked(
                Warp.perturb(images, fields),
                IntStream.range(0, images.count())
                        .mapToObj(i -> Warp.labels(labels.get(i), fields.one(i).deformation(), images.grid()))
                        .toList());
    }

    /** These and others of the same size. */
    Attacked and(Attacked others) {
        return new Attacked(
                ImageBatch.joined(List.of(images, others.images)),
                Stream.concat(labels.stream(), others.labels.stream()).toList());
    }

    /** The labels one after another. */
    byte[] joined() {
        int pixels = images.grid().voxels();
        byte[] all = new byte[labels.size() * pixels];
        for (int i = 0; i < labels.size(); i++) {
            System.arraycopy(labels.get(i), 0, all, i * pixels, pixels);
        }
        return all;
    }
}
