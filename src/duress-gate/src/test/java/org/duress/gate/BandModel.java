package org.duress.gate;

import java.util.List;
import java.util.function.UnaryOperator;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;

/**
 * A model that sees nothing but intensity: a pixel is of class c where it is nearest to c. It answers with 0.9 for that
 * class and shares 0.1 among the others: a staircase, whose gradients are zero.
 */
public final class BandModel implements DifferentiableModel {
    private final List<String> organs;
    private final int classes;
    private final UnaryOperator<float[]> spoil;
    private final float offset;

    public BandModel(int classes) {
        this(List.of(), classes, probabilities -> probabilities);
    }

    /** Adds a constant to what it sees. */
    public BandModel(int classes, float offset) {
        this(List.of(), classes, probabilities -> probabilities, offset);
    }

    public BandModel(List<String> organs, int classes, UnaryOperator<float[]> spoil) {
        this(organs, classes, spoil, 0);
    }

    private BandModel(List<String> organs, int classes, UnaryOperator<float[]> spoil, float offset) {
        this.offset = offset;
        this.organs = organs;
        this.classes = classes;
        this.spoil = spoil;
    }

    @Override
    public List<String> organs() {
        return organs;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public String fingerprint() {
        return "band-model";
    }

    @Override
    public void requireSize(Grid grid) {
        if (grid.width() > 64) {
            throw new DuressException("the band model takes at most 64 columns, not " + grid.width());
        }
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        float[] pixels = images.pixels();
        float[] out = new float[pixels.length * classes];
        for (int p = 0; p < pixels.length; p++) {
            int best = Math.max(0, Math.min(classes - 1, Math.round(pixels[p] + offset)));
            for (int c = 0; c < classes; c++) {
                out[p * classes + c] = c == best ? 0.9f : 0.1f / (classes - 1);
            }
        }
        return spoil.apply(out);
    }

    @Override
    public Forward forward(ImageBatch images) {
        float[] probabilities = probabilities(images);
        return new Forward() {
            @Override
            public float[] probabilities() {
                return probabilities;
            }

            @Override
            public float[] inputGradient(float[] probabilityGradient) {
                return new float[images.pixels().length];
            }
        };
    }

    @Override
    public void close() {}
}
