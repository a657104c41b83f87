package org.duress.gate;

import java.util.List;
import java.util.Optional;
import org.duress.attack.Perturbation;
import org.duress.model.ImageBatch;
import org.duress.spec.Contender;

/**
 * One image for each slice of a batch, and what the model under test makes of it.
 *
 * @param contender who found it; empty for the clean image and for what was found by scaling
 * @param fields as they are judged, within the budget
 * @param images rebuilt from the fields
 * @param probabilities the model's own answer, {@code [count, height, width, classes]}
 * @param slices one entry a slice
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity is meant
record Candidate(
        Optional<Contender> contender,
        Perturbation fields,
        ImageBatch images,
        float[] probabilities,
        List<JudgedSlice> slices) {}
