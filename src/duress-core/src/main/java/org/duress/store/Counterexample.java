package org.duress.store;

import java.util.List;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.attack.replay.ImageKey;
import org.duress.result.LeastScales;

/**
 * A perturbation of one slice that took part in the fall of a model. It holds nothing of the image but its hash.
 *
 * @param spec name of the spec
 * @param subject the subject's id
 * @param slice the slice's name
 * @param image the clean image, in standard deviations of the subject
 * @param modelFingerprint of the model that fell
 * @param perceptibility p of the slice (equation 7 of Chen et al. 2019)
 * @param falls one entry for each organ that fell further than allowed and is to be seen here; not empty
 * @param kept (D, V) of the one slice, as they were judged, to the bit
 */
public record Counterexample(
        String spec,
        String subject,
        String slice,
        ImageKey image,
        String modelFingerprint,
        double perceptibility,
        List<Fall> falls,
        KeptFields kept) {
    public Counterexample {
        falls = List.copyOf(falls);
        if (!kept.ofOne(image.grid())) {
            throw new IllegalArgumentException("fields of " + kept + " do not fit one image of " + image.grid());
        }
    }

    /** Of fields of one image of the image's size. */
    public Counterexample(
            String spec,
            String subject,
            String slice,
            ImageKey image,
            String modelFingerprint,
            double perceptibility,
            List<Fall> falls,
            Perturbation fields) {
        this(spec, subject, slice, image, modelFingerprint, perceptibility, falls, KeptFields.of(fields));
    }

    /** (D, V), which may be read from where they are kept. */
    public Perturbation fields() {
        return kept.fields();
    }

    /**
     * What happened to an organ on this slice alone.
     *
     * @param cleanDice in [0, 1]; NaN where neither label nor segmentation shows it
     * @param attackedDice the same, under the perturbation, against the spec's reference
     * @param maxDiceDrop largest relative fall that the spec allows, in (0, 1]
     * @param least how little of the perturbation suffices
     */
    public record Fall(String organ, double cleanDice, double attackedDice, double maxDiceDrop, LeastScales least) {}
}
