package org.duress.attack.vaegan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.duress.attack.FieldGradient;
import org.duress.attack.Perturbation;
import org.duress.attack.SharedIntensity;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.Padding;
import org.duress.net.Executor;
import org.duress.net.Network;
import org.duress.net.Statistics;
import org.duress.spec.AttackerTraining;
import org.duress.spec.VaeGanSettings;
import org.jspecify.annotations.Nullable;

/** The generator at work on batches of one shape: images and noise to (D, V), and gradients back to all weights. */
final class GeneratorPass {
    private static final float LEAST_LOG_DEVIATION = -8;
    private static final float MOST_LOG_DEVIATION = 4;
    /** Of an attacker trained at the budget: noise that drowns what the encoder says is learnt away for long. */
    private static final float FIRST_LOG_DEVIATION = -2;

    private final int count;
    private final Grid grid;
    private final int channels;
    /** Channels of the images that each one of V is for. */
    private final int copies;

    private final int latentChannels;
    private final double klWeight;
    private final float firstLogDeviation;
    private final Executor encoder;
    private final @Nullable FieldDecoder deformation;
    private final @Nullable FieldDecoder intensity;
    private final float[] code;
    private final float[] noise;
    private final int positions;

    /** To multiples of what each axis is halved to; the fields are cut back. */
    private final Padding padding;

    GeneratorPass(Generator generator, int count, Grid grid) {
        this.count = count;
        this.grid = grid;
        channels = generator.channels();
        VaeGanSettings settings = generator.settings();
        latentChannels = settings.networks().latentChannels();
        klWeight = settings.losses().klWeight();
        firstLogDeviation = settings.training() == AttackerTraining.BUDGET ? FIRST_LOG_DEVIATION : 0;
        padding = new Padding(grid, VaeGanGraphs.multiples(settings, generator.lattice()));
        encoder = Executor.trainable(generator.encoder(), count, padding.padded());
        deformation =
                decoder(generator, generator.deformation(), settings.scales().deformationScale());
        intensity = decoder(generator, generator.intensity(), settings.scales().intensityScale());
        copies = intensity == null ? channels : channels / intensity.channels();
        code = new float[encoder.outputLength()];
        positions = code.length / (4 * latentChannels);
        noise = new float[2 * positions * latentChannels];
    }

    /** Whether it works on batches of this shape. */
    boolean fits(ImageBatch images) {
        return count == images.count() && grid.fits(images.grid()) && channels == images.channels();
    }

    private @Nullable FieldDecoder decoder(Generator generator, @Nullable Network network, double scale) {
        Lattice lattice = generator.lattice();
        Grid latents = lattice.latents(generator.settings().networks(), padding.padded());
        return network == null ? null : new FieldDecoder(network, count, padding, latents, lattice, scale);
    }

    /**
     * z_D and z_V, {@code [count, latents, channels]}; empty for a field without decoder. Not copied.
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    record Latents(float[] deformation, float[] intensity) {}

    /** Encodes, draws and decodes. */
    Perturbation forward(float[] input, Random random, Statistics statistics) {
        encode(input, statistics);
        return decode(draw(random), statistics);
    }

    /**
     * Finds the means and deviations of the latents.
     *
     * @param input what the encoder sees, {@code [count, grid, channels]}
     */
    void encode(float[] input, Statistics statistics) {
        encoder.forward(padding.pad(input, count, input.length / (count * grid.voxels())), statistics, code);
    }

    /** z = mu + sigma * noise for both latents. */
    Latents draw(Random random) {
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return new Latents(
                deformation == null ? new float[0] : latent(0), intensity == null ? new float[0] : latent(1));
    }

    /** The fields; one without decoder is zero. */
    Perturbation decode(Latents latents, Statistics statistics) {
        int pixels = count * grid.voxels();
        float[] d = deformation == null
                ? new float[grid.rank() * pixels]
                : deformation.forward(latents.deformation(), statistics);
        float[] v = intensity == null
                ? new float[channels * pixels]
                : SharedIntensity.spread(intensity.forward(latents.intensity(), statistics), copies);
        return new Perturbation(d, v, count, grid, channels);
    }

    private float[] latent(int which) {
        float[] z = new float[positions * latentChannels];
        for (int p = 0; p < positions; p++) {
            for (int c = 0; c < latentChannels; c++) {
                int mean = (p * 4 + which) * latentChannels + c;
                z[p * latentChannels + c] =
                        code[mean] + (float) Math.exp(logDeviation(mean)) * noise[(p * 2 + which) * latentChannels + c];
            }
        }
        return z;
    }

    private float logDeviation(int mean) {
        float log = firstLogDeviation + code[mean + 2 * latentChannels];
        return Math.max(LEAST_LOG_DEVIATION, Math.min(MOST_LOG_DEVIATION, log));
    }

    /** Leaves every network's weight gradients in its executor. */
    void backward(FieldGradient fields) {
        float[] gradient = new float[code.length];
        if (deformation != null) {
            toCode(deformation.backward(fields.deformation(), Executor.Pullback.BOTH), 0, gradient);
        }
        if (intensity != null) {
            toCode(intensity.backward(gathered(fields), Executor.Pullback.BOTH), 1, gradient);
        }
        encoder.backward(gradient, Executor.Pullback.WEIGHTS);
    }

    /** Pulls a gradient on the fields that were decoded last back to their latents; fresh. */
    Latents toLatents(FieldGradient fields) {
        return new Latents(
                deformation == null
                        ? new float[0]
                        : deformation
                                .backward(fields.deformation(), Executor.Pullback.INPUT)
                                .clone(),
                intensity == null
                        ? new float[0]
                        : intensity
                                .backward(gathered(fields), Executor.Pullback.INPUT)
                                .clone());
    }

    /** What the decoder of V gets of a gradient on V. */
    private float[] gathered(FieldGradient fields) {
        return SharedIntensity.gathered(fields.intensity(), copies);
    }

    private void toCode(float[] latentGradient, int which, float[] gradient) {
        // Kullback-Leibler divergence from N(0, 1), mean over images, positions and channels.
        float kl = (float) (klWeight / latentGradient.length);
        for (int p = 0; p < positions; p++) {
            for (int c = 0; c < latentChannels; c++) {
                int mean = (p * 4 + which) * latentChannels + c;
                float g = latentGradient[p * latentChannels + c];
                float log = logDeviation(mean);
                float deviation = (float) Math.exp(log);
                gradient[mean] = g + kl * code[mean];
                boolean clamped = log <= LEAST_LOG_DEVIATION || log >= MOST_LOG_DEVIATION;
                gradient[mean + 2 * latentChannels] = clamped
                        ? 0
                        : g * deviation * noise[(p * 2 + which) * latentChannels + c]
                                + kl * (deviation * deviation - 1);
            }
        }
    }

    /** The executors in the order of {@link Generator#networks()}. */
    Map<String, Executor> executors() {
        Map<String, Executor> executors = new LinkedHashMap<>();
        executors.put(Generator.ENCODER, encoder);
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
