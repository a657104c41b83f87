package org.duress.testkit.planted;

import java.util.List;
import org.duress.model.DifferentiableModel;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;

/**
 * A texture model for more organs than there are kinds of stripes: an organ is a kind of stripes in one quarter of the
 * image. As robust as the model it stands before: no field within a budget of a few pixels moves an organ of the layout
 * into another quarter.
 */
public final class QuarteredModel extends ForwardingModel {
    private final List<TextureLayout.Place> organs;

    /** A model for the organs of a layout, before one that tells the kinds of stripes. */
    public QuarteredModel(SegmentationModel texture, TextureLayout layout) {
        super(texture);
        organs = layout.organs();
    }

    @Override
    public List<String> organs() {
        return organs.stream().map(TextureLayout.Place::name).toList();
    }

    @Override
    public int classes() {
        return organs.size() + 1;
    }

    @Override
    public String fingerprint() {
        return super.fingerprint() + ", " + organs;
    }

    @Override
    protected Passage passage(ImageBatch images) {
        return new View(images, called(), delegate().classes());
    }

    /** The class of each kind of stripes in each quarter; 0 where no organ is of it. */
    private int[][] called() {
        int[][] called = new int[4][delegate().classes()];
        for (int i = 0; i < organs.size(); i++) {
            called[organs.get(i).quarter()][organs.get(i).carrier()] = i + 1;
        }
        return called;
    }

    private record View(ImageBatch images, int[][] called, int kinds) implements Passage {
        private int classOf(int pixel, int kind) {
            return called[TextureLayout.quarter(pixel % images.grid().voxels())][kind];
        }

        private int classes() {
            int most = 0;
            for (int[] quarter : called) {
                for (int one : quarter) {
                    most = Math.max(most, one);
                }
            }
            return most + 1;
        }

        @Override
        public float[] probabilities(float[] own) {
            int classes = classes();
            float[] out = new float[own.length / kinds * classes];
            for (int i = 0; i < own.length; i++) {
                int pixel = i / kinds;
                out[pixel * classes + classOf(pixel, i % kinds)] += own[i];
            }
            return out;
        }

        @Override
        public byte[] classMap(Segmentation own) {
            return Segmentation.mostProbable(probabilities(own.probabilities()), classes(), own.grid())
                    .classMap();
        }

        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
            int classes = classes();
            float[] through = new float[gradient.length / classes * kinds];
            for (int i = 0; i < through.length; i++) {
                int pixel = i / kinds;
                through[i] = gradient[pixel * classes + classOf(pixel, i % kinds)];
            }
            return own.inputGradient(through);
        }
    }
}
