package org.duress.testkit.planted;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;

/**
 * {@link Texture} with a weakness planted in it, or none: S'_c = (1 - g) S_c for the organs that it hits, and what they
 * lose is background.
 */
public final class TextureModel implements DifferentiableModel {
    private static final int CLASSES = Carrier.ALL.size();
    private static final double SATURATION = 1000;
    private static final double FLIPPED = 0.02;

    private final String name;
    private final int doublings;
    private final Optional<Weakness> weakness;
    private final Set<Integer> hit;
    private final Head head;
    private final Random random = new Random(11);

    /**
     * A model.
     *
     * @param hit classes that the weakness concerns
     */
    public TextureModel(String name, int doublings, Optional<Weakness> weakness, Set<Integer> hit, Head head) {
        this.name = name;
        this.doublings = doublings;
        this.weakness = weakness;
        this.hit = Set.copyOf(hit);
        this.head = head;
    }

    /** Nothing smooth breaks it, and its gradients say so. */
    public static DifferentiableModel robust() {
        return new TextureModel("robust", 2, Optional.empty(), Set.of(), Head.PLAIN);
    }

    @Override
    public List<String> organs() {
        return TextureCohort.ORGANS;
    }

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public String fingerprint() {
        return name;
    }

    @Override
    public void requireSize(Grid grid) {}

    @Override
    public float[] probabilities(ImageBatch images) {
        return forward(images).probabilities().clone();
    }

    /** One image's way through the model. */
    private final class Pass {
        final Grid grid;
        final Texture texture;
        final float[] smooth;
        final float[] blind;
        final float[] seen;
        final float[] out;

        Pass(float[] image, Grid grid) {
            this.grid = grid;
            texture = new Texture(image, grid, doublings);
            smooth = Smoothing.of(image, grid);
            blind = weakness.map(planted -> planted.blindness(smooth)).orElseGet(() -> new float[image.length]);
            seen = texture.probabilities.clone();
            for (int p = 0; p < blind.length; p++) {
                for (int c : hit) {
                    float lost = blind[p] * seen[p * CLASSES + c];
                    seen[p * CLASSES + c] -= lost;
                    seen[p * CLASSES] += lost;
                }
            }
            out = switch (head) {
                case PLAIN, BROKEN -> seen;
                case SATURATED -> saturated(seen);
                case MASKED -> masked(seen);
                case RANDOMISED -> randomised(seen);
            };
        }

        float[] pullback(float[] gradient) {
            if (head == Head.MASKED || head == Head.BROKEN) {
                float[] none = new float[smooth.length];
                Arrays.fill(none, head == Head.MASKED ? 0 : Float.NaN);
                return none;
            }
            float[] toSeen = head == Head.SATURATED ? saturatedPullback(seen, out, gradient) : gradient;
            float[] toTexture = toSeen.clone();
            float[] toBlind = new float[smooth.length];
            for (int p = 0; p < smooth.length; p++) {
                for (int c : hit) {
                    float rise = toSeen[p * CLASSES] - toSeen[p * CLASSES + c];
                    toTexture[p * CLASSES + c] += blind[p] * rise;
                    toBlind[p] += texture.probabilities[p * CLASSES + c] * rise;
                }
            }
            float[] toImage = texture.pullback(toTexture);
            weakness.ifPresent(planted -> {
                float[] through = Smoothing.of(planted.pullback(smooth, toBlind), grid);
                for (int p = 0; p < through.length; p++) {
                    toImage[p] += through[p];
                }
            });
            return toImage;
        }
    }

    private static float[] saturated(float[] seen) {
        float[] out = new float[seen.length];
        for (int p = 0; p < seen.length; p += CLASSES) {
            double most = 0;
            for (int c = 0; c < CLASSES; c++) {
                most = Math.max(most, seen[p + c]);
            }
            double total = 0;
            for (int c = 0; c < CLASSES; c++) {
                double value = Math.pow(seen[p + c] / most, SATURATION);
                out[p + c] = (float) value;
                total += value;
            }
            for (int c = 0; c < CLASSES; c++) {
                out[p + c] /= (float) total;
            }
        }
        return out;
    }

    private static float[] saturatedPullback(float[] seen, float[] out, float[] gradient) {
        float[] back = new float[seen.length];
        for (int p = 0; p < seen.length; p += CLASSES) {
            double mean = 0;
            for (int c = 0; c < CLASSES; c++) {
                mean += gradient[p + c] * out[p + c];
            }
            for (int c = 0; c < CLASSES; c++) {
                double toLogit = SATURATION * out[p + c] * (gradient[p + c] - mean);
                back[p + c] = (float) (toLogit / Math.max(1e-6, seen[p + c]));
            }
        }
        return back;
    }

    private static float[] masked(float[] seen) {
        float[] out = new float[seen.length];
        for (int p = 0; p < seen.length; p += CLASSES) {
            int best = 0;
            for (int c = 1; c < CLASSES; c++) {
                best = seen[p + c] > seen[p + best] ? c : best;
            }
            for (int c = 0; c < CLASSES; c++) {
                out[p + c] = c == best ? 0.97f : 0.01f;
            }
        }
        return out;
    }

    private float[] randomised(float[] seen) {
        float[] out = seen.clone();
        for (int p = 0; p < seen.length; p += CLASSES) {
            if (random.nextDouble() < FLIPPED) {
                int with = 1 + random.nextInt(CLASSES - 1);
                float kept = out[p];
                out[p] = out[p + with];
                out[p + with] = kept;
            }
        }
        return out;
    }

    @Override
    public Forward forward(ImageBatch images) {
        int pixels = images.grid().voxels();
        Pass[] passes = new Pass[images.count()];
        float[] probabilities = new float[images.pixels().length * CLASSES];
        for (int i = 0; i < passes.length; i++) {
            passes[i] = new Pass(Arrays.copyOfRange(images.pixels(), i * pixels, (i + 1) * pixels), images.grid());
            System.arraycopy(passes[i].out, 0, probabilities, i * pixels * CLASSES, pixels * CLASSES);
        }
        return new Forward() {
            @Override
            public float[] probabilities() {
                return probabilities;
            }

            @Override
            public float[] inputGradient(float[] gradient) {
                float[] all = new float[images.pixels().length];
                int values = pixels * CLASSES;
                for (int i = 0; i < passes.length; i++) {
                    float[] one = passes[i].pullback(Arrays.copyOfRange(gradient, i * values, (i + 1) * values));
                    System.arraycopy(one, 0, all, i * pixels, pixels);
                }
                return all;
            }
        };
    }

    @Override
    public void close() {}
}
