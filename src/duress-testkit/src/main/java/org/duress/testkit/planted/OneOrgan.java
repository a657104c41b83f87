package org.duress.testkit.planted;

import java.util.List;
import org.duress.model.DifferentiableModel;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;

/**
 * A model of which one organ is asked after and everything else is background: an attack on it is an attack on that
 * organ alone. What is robust organ by organ is held against such attacks.
 */
public final class OneOrgan extends ForwardingModel {
    private final int organ;
    private final int all;

    /**
     * A view of a model.
     *
     * @param organ class of the organ, from 1
     */
    public OneOrgan(SegmentationModel model, int organ) {
        super(model);
        this.organ = organ;
        all = model.classes();
    }

    @Override
    public List<String> organs() {
        return List.of();
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public String fingerprint() {
        return super.fingerprint() + ", organ " + organ;
    }

    @Override
    protected Passage passage(ImageBatch images) {
        return new View(images, organ, all);
    }

    private record View(ImageBatch images, int organ, int all) implements Passage {
        @Override
        public float[] probabilities(float[] own) {
            float[] out = new float[2 * (own.length / all)];
            for (int p = 0; p < out.length / 2; p++) {
                out[2 * p + 1] = own[p * all + organ];
                out[2 * p] = 1 - out[2 * p + 1];
            }
            return out;
        }

        @Override
        public byte[] classMap(Segmentation own) {
            byte[] map = own.classMap().clone();
            for (int p = 0; p < map.length; p++) {
                map[p] = (byte) (map[p] == organ ? 1 : 0);
            }
            return map;
        }

        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
            float[] through = new float[gradient.length / 2 * all];
            for (int i = 0; i < through.length; i++) {
                through[i] = gradient[i / all * 2 + (i % all == organ ? 1 : 0)];
            }
            return own.inputGradient(through);
        }
    }
}
