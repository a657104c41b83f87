package org.duress.gate;

/**
 * One slice as the reports show it. Arrays are row-major, {@code height * width}; classes are as in
 * {@link org.duress.data.Slice}. Not copied.
 *
 * @param organ the organ that this case is the worst (or second worst, ...) slice of
 * @param subject the subject's id
 * @param slice the slice's name
 * @param cleanDice Dice of the organ on this slice, unperturbed
 * @param attackedDice Dice of the organ on this slice, perturbed, against the spec's reference
 * @param image I_0
 * @param truth ground truth
 * @param clean S_0
 * @param deformation D, {@code height * width * 2}, x first
 * @param intensity V
 * @param attacked I_DV
 * @param warpedTruth ground truth moved by D
 * @param segmented S_DV
 */
public record WorstCase(
        String organ,
        String subject,
        String slice,
        double cleanDice,
        double attackedDice,
        int height,
        int width,
        float[] image,
        byte[] truth,
        byte[] clean,
        float[] deformation,
        float[] intensity,
        float[] attacked,
        byte[] warpedTruth,
        byte[] segmented) {}
