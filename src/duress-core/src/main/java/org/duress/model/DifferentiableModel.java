package org.duress.model;

import java.util.Optional;

/** A segmentation model that can pull a gradient on its probabilities back to its input. */
public interface DifferentiableModel extends SegmentationModel {
    /**
     * Segments a batch and keeps what {@link Forward#inputGradient} needs. The result of an earlier call is no longer
     * valid afterwards.
     *
     * @param images as for {@link #probabilities}
     */
    Forward forward(ImageBatch images);

    @Override
    default Optional<DifferentiableModel> differentiable() {
        return Optional.of(this);
    }

    /** What computes it, for the sentence that says so where its gradients are wrong ({@link GradientCheck}). */
    default ComputeEngine engine() {
        return ComputeEngine.OWN_CODE;
    }

    /** One forward pass. Its arrays are valid until the model's next pass. */
    interface Forward {
        /** Probabilities {@code [count, grid, classes]} row-major; read-only. */
        float[] probabilities();

        /**
         * Pulls a gradient back.
         *
         * @param probabilityGradient dL/dS, same shape as {@link #probabilities}
         * @return dL/dI {@code [count, grid, channels]} row-major; valid until the model's next pass
         */
        float[] inputGradient(float[] probabilityGradient);
    }
}
