package org.duress.model;

import java.util.Arrays;
import java.util.List;
import org.duress.base.OrganSets;

/** A model of exclusive classes, each of which is one class of the cohort, several perhaps the same one. */
final class MergedClasses extends MappedModel {
    /** For each class of the model the cohort's class. */
    private final int[] organClass;

    MergedClasses(SegmentationModel model, int[] organClass, List<String> organs, OrganSets sets) {
        super(model, organs, sets, organs + Arrays.toString(organClass));
        this.organClass = organClass;
    }

    @Override
    protected Passage passage(ImageBatch images) {
        return new Merging(images, organClass, classes());
    }

    /**
     * Of one batch.
     *
     * @param classes of the cohort
     */
    private record Merging(ImageBatch images, int[] organClass, int classes) implements Passage {
        @Override
        public float[] probabilities(float[] own) {
            int pixels = own.length / organClass.length;
            float[] merged = new float[pixels * classes];
            int from = 0;
            for (int p = 0; p < pixels; p++) {
                for (int target : organClass) {
                    merged[p * classes + target] += own[from++];
                }
            }
            return merged;
        }

        @Override
        public byte[] classMap(Segmentation own) {
            byte[] map = new byte[own.classMap().length];
            for (int p = 0; p < map.length; p++) {
                map[p] = (byte) organClass[Byte.toUnsignedInt(own.classMap()[p])];
            }
            return map;
        }

        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
            int pixels = gradient.length / classes;
            float[] spread = new float[pixels * organClass.length];
            int to = 0;
            for (int p = 0; p < pixels; p++) {
                for (int source : organClass) {
                    spread[to++] = gradient[p * classes + source];
                }
            }
            return own.inputGradient(spread);
        }
    }
}
