package org.duress.attack.vaegan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.duress.attack.FieldGradient;
import org.duress.attack.Perturbation;
import org.duress.attack.SharedIntensity;
import org.duress.base.Extent;
import org.duress.base.Grid;
import org.duress.base.KeptFloats;
import org.duress.model.ImageBatch;
import org.duress.model.Padding;
import org.duress.net.Beside;
import org.duress.net.Block;
import org.duress.net.Executor;
import org.duress.net.Network;
import org.duress.net.Statistics;
import org.duress.net.TiledExecutor;
import org.duress.spec.AttackerTraining;
import org.duress.spec.VaeGanSettings;
import org.jspecify.annotations.Nullable;

/** The generator at work on batches of one shape: images and noise to (D, V), and gradients back to all weights. */
final class GeneratorPass {
    private static final float LEAST_LOG_DEVIATION = -8;
    private static final float MOST_LOG_DEVIATION = 4;
    /** Of an attacker trained at the budget: noise that drowns what the encoder says is learnt away for long. */
    private static final float FIRST_LOG_DEVIATION = -2;

    /** Numbers of a network's layers, see {@link TiledExecutor#of}. */
    private final long most;

    private final int count;
    private final Grid grid;
    private final int channels;
    /** Channels of the images that each one of V is for. */
    private final int copies;

    private final int latentChannels;
    private final double klWeight;
    private final float firstLogDeviation;
    private final TiledExecutor encoder;
    private final @Nullable FieldDecoder deformation;
    private final @Nullable FieldDecoder intensity;
    private final int encoderChannels;
    private final int positions;
    /** Means and deviations of all latents. */
    private KeptFloats code = KeptFloats.onHeap(new float[0]);
    /** What was drawn last. */
    private KeptFloats noise = KeptFloats.onHeap(new float[0]);

    /** To multiples of what each axis is halved to; the fields are cut back. */
    private final Padding padding;

    private GeneratorPass(Generator generator, int count, Grid grid, long most) {
        this.count = count;
        this.grid = grid;
        this.most = most;
        channels = generator.channels();
        VaeGanSettings settings = generator.settings();
        latentChannels = settings.networks().latentChannels();
        klWeight = settings.losses().klWeight();
        firstLogDeviation = settings.training() == AttackerTraining.BUDGET ? FIRST_LOG_DEVIATION : 0;
        padding = new Padding(grid, VaeGanGraphs.multiples(settings, generator.lattice()));
        encoder = TiledExecutor.of(generator.encoder(), count, padding.padded(), most);
        deformation =
                decoder(generator, generator.deformation(), settings.scales().deformationScale());
        intensity = decoder(generator, generator.intensity(), settings.scales().intensityScale());
        copies = intensity == null ? channels : channels / intensity.channels();
        encoderChannels = generator.encoder().graph().inputChannels();
        positions = encoder.outputLength() / (4 * latentChannels);
    }

    /** To be trained: all images of a batch in one piece. */
    static GeneratorPass training(Generator generator, int count, Grid grid) {
        return new GeneratorPass(generator, count, grid, Long.MAX_VALUE);
    }

    /** To attack with: large images in parts, one after the other. */
    static GeneratorPass attacking(Generator generator, int count, Grid grid) {
        return attacking(generator, count, grid, TiledExecutor.MOST);
    }

    /** The same with parts of so many numbers. */
    static GeneratorPass attacking(Generator generator, int count, Grid grid, long most) {
        return new GeneratorPass(generator, count, grid, most);
    }

    /** Whether images are encoded in parts. */
    boolean inParts() {
        return !encoder.whole();
    }

    /** Whether it works on batches of this shape. */
    boolean fits(ImageBatch images) {
        return count == images.count() && grid.fits(images.grid()) && channels == images.channels();
    }

    private @Nullable FieldDecoder decoder(Generator generator, @Nullable Network network, double scale) {
        Lattice lattice = generator.lattice();
        Grid latents = lattice.latents(generator.settings().networks(), padding.padded());
        return network == null ? null : new FieldDecoder(network, count, padding, latents, lattice, scale, most);
    }

    /**
     * z_D and z_V, {@code [count, latents, channels]}; empty for a field without decoder. Not copied.
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    record Latents(float[] deformation, float[] intensity) {}

    /** Encodes, draws and decodes. */
    Perturbation forward(Seen seen, Random random, Statistics statistics) {
        encode(seen, statistics);
        return decode(draw(random), statistics);
    }

    /** Finds the means and deviations of the latents. */
    void encode(Seen seen, Statistics statistics) {
        float[] found = new float[encoder.outputLength()];
        encoder.forward((image, part, to, at) -> padded(seen, image, part, to, at), statistics, found);
        code = KeptFloats.of(found);
    }

    /** Writes a part of a padded image: beyond the image its last plane, row and column are repeated. */
    private void padded(Seen seen, int image, Block part, float[] to, int from) {
        Extent size = part.size();
        int width = encoderChannels;
        int inside = Math.max(
                0, Math.min(grid.columns(), part.to().x()) - part.from().x());
        int at = from;
        for (int z = part.from().z(); z < part.to().z(); z++) {
            for (int y = part.from().y(); y < part.to().y(); y++) {
                int row = Math.min(z, grid.planes() - 1) * grid.rows() + Math.min(y, grid.rows() - 1);
                if (inside > 0) {
                    seen.write(image, row * grid.columns() + part.from().x(), inside, to, at);
                }
                for (int x = inside; x < size.x(); x++) {
                    seen.write(image, (row + 1) * grid.columns() - 1, 1, to, at + x * width);
                }
                at += size.x() * width;
            }
        }
    }

    /** z = mu + sigma * noise for both latents. */
    Latents draw(Random random) {
        float[] drawn = new float[2 * positions * latentChannels];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) random.nextGaussian();
        }
        noise = KeptFloats.of(drawn);
        float[] codes = code.values();
        return new Latents(
                deformation == null ? new float[0] : latent(0, codes, drawn),
                intensity == null ? new float[0] : latent(1, codes, drawn));
    }

    /** The fields; one without decoder is zero. */
    Perturbation decode(Latents latents, Statistics statistics) {
        int pixels = count * grid.voxels();
        Beside<float[], float[]> fields = Beside.both(
                () -> deformation == null
                        ? new float[grid.rank() * pixels]
                        : deformation.forward(latents.deformation(), statistics),
                () -> intensity == null
                        ? new float[channels * pixels]
                        : SharedIntensity.spread(intensity.forward(latents.intensity(), statistics), copies));
        return new Perturbation(fields.own(), fields.other(), count, grid, channels);
    }

    private float[] latent(int which, float[] codes, float[] drawn) {
        float[] z = new float[positions * latentChannels];
        for (int p = 0; p < positions; p++) {
            for (int c = 0; c < latentChannels; c++) {
                int mean = (p * 4 + which) * latentChannels + c;
                z[p * latentChannels + c] = codes[mean]
                        + (float) Math.exp(logDeviation(codes, mean)) * drawn[(p * 2 + which) * latentChannels + c];
            }
        }
        return z;
    }

    private float logDeviation(float[] codes, int mean) {
        float log = firstLogDeviation + codes[mean + 2 * latentChannels];
        return Math.max(LEAST_LOG_DEVIATION, Math.min(MOST_LOG_DEVIATION, log));
    }

    /** Leaves every network's weight gradients in its executor. */
    void backward(FieldGradient fields) {
        float[] gradient = new float[encoder.outputLength()];
        Latents latents = pulledBack(fields, Executor.Pullback.BOTH);
        if (deformation != null) {
            toCode(latents.deformation(), 0, gradient);
        }
        if (intensity != null) {
            toCode(latents.intensity(), 1, gradient);
        }
        encoder.executor().backward(gradient, Executor.Pullback.WEIGHTS);
    }

    /** Pulls a gradient on the fields that were decoded last back to their latents; fresh. */
    Latents toLatents(FieldGradient fields) {
        return pulledBack(fields, Executor.Pullback.INPUT);
    }

    private Latents pulledBack(FieldGradient fields, Executor.Pullback want) {
        Beside<float[], float[]> latents = Beside.both(
                () -> deformation == null ? new float[0] : deformation.backward(fields.deformation(), want),
                () -> intensity == null ? new float[0] : intensity.backward(gathered(fields), want));
        return new Latents(latents.own(), latents.other());
    }

    /** What the decoder of V gets of a gradient on V. */
    private float[] gathered(FieldGradient fields) {
        return SharedIntensity.gathered(fields.intensity(), copies);
    }

    private void toCode(float[] latentGradient, int which, float[] gradient) {
        // Kullback-Leibler divergence from N(0, 1), mean over images, positions and channels.
        float[] codes = code.values();
        float[] drawn = noise.values();
        float kl = (float) (klWeight / latentGradient.length);
        for (int p = 0; p < positions; p++) {
            for (int c = 0; c < latentChannels; c++) {
                int mean = (p * 4 + which) * latentChannels + c;
                float g = latentGradient[p * latentChannels + c];
                float log = logDeviation(codes, mean);
                float deviation = (float) Math.exp(log);
                gradient[mean] = g + kl * codes[mean];
                boolean clamped = log <= LEAST_LOG_DEVIATION || log >= MOST_LOG_DEVIATION;
                gradient[mean + 2 * latentChannels] = clamped
                        ? 0
                        : g * deviation * drawn[(p * 2 + which) * latentChannels + c]
                                + kl * (deviation * deviation - 1);
            }
        }
    }

    /** The executors in the order of {@link Generator#networks()}. */
    Map<String, Executor> executors() {
        Map<String, Executor> executors = new LinkedHashMap<>();
        executors.put(Generator.ENCODER, encoder.executor());
        if (deformation != null) {
            executors.put(Generator.DEFORMATION, deformation.executor());
        }
        if (intensity != null) {
            executors.put(Generator.INTENSITY, intensity.executor());
        }
        return executors;
    }

    void statisticsMomentum(double momentum) {
        executors().values().forEach(executor -> executor.statisticsMomentum(momentum));
    }
}
