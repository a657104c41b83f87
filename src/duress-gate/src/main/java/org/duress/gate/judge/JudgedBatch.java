package org.duress.gate.judge;

import java.util.List;
import org.duress.model.ImageBatch;
import org.duress.result.slice.Judged;

/**
 * Judged slices with what they have in common, which is not kept for long.
 *
 * @param images I_DV
 * @param probabilities the model's answer, {@code [count, height, width, classes]}
 * @param slices one entry an image
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity is meant
public record JudgedBatch(ImageBatch images, float[] probabilities, List<Judged> slices) {}
