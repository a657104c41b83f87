package org.duress.gate;

import java.util.List;
import org.duress.data.Slice;
import org.duress.metric.Dice;

/**
 * One gate slice with the perturbation that counts.
 *
 * @param clean one count an organ, unperturbed
 * @param warped one count an organ, perturbed, against the moved label
 * @param fixed one count an organ, perturbed, against the unmoved label
 * @param cleanMap S_0
 * @param segmented S_DV
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity is meant
record AttackedSlice(
        String subject,
        Slice slice,
        List<Dice> clean,
        List<Dice> warped,
        List<Dice> fixed,
        byte[] cleanMap,
        float[] deformation,
        float[] intensity,
        float[] attacked,
        byte[] warpedTruth,
        byte[] segmented) {}
