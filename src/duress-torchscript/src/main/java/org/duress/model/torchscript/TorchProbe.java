package org.duress.model.torchscript;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ChosenOutput;
import org.duress.model.Differences;
import org.duress.model.Heads;
import org.duress.model.ImageBatch;
import org.duress.model.ProbeSizes;
import org.duress.spec.ModelSpec;

/**
 * Finds out about a module by running it on noise: which channels and sizes it takes, what its values are, and whether
 * its answers can be trusted.
 *
 * @param passes runs it with the channels found
 * @param heads what its values are
 * @param size one that it takes, a square or a cube
 * @param output which of its outputs is judged
 */
record TorchProbe(TorchPasses passes, Heads heads, Grid size, ChosenOutput output) {
    /** A reason that stays the same at so many sizes has nothing to do with them, and large images take memory. */
    private static final int SAME = 3;

    /** Channels that are tried, the usual ones first: a module does not say how many it takes. */
    private static final int[] CANDIDATES = {1, 3, 4, 2, 5, 6, 7, 8};

    /** Reasons in a message; further channels fail for the same. */
    private static final int MOST_SHOWN = 2;

    /**
     * Probes a module.
     *
     * @param model how messages name it
     * @param numbers what its weights are
     * @throws DuressException if it is no segmentation model with gradients, or its answers vary
     */
    static TorchProbe of(TorchModule module, String model, ModelSpec spec, DataType numbers) {
        int[] candidates =
                spec.channels().isPresent() ? new int[] {spec.channels().getAsInt()} : CANDIDATES;
        List<String> reasons = new ArrayList<>();
        Noise noise = new Noise();
        for (int channels : candidates) {
            TorchPasses passes = new TorchPasses(module, TorchCall.of(model, spec, channels, numbers));
            String with = "with " + channels + (channels == 1 ? " channel" : " channels");
            for (List<Grid> sizes : List.of(ProbeSizes.any(), ProbeSizes.cubes())) {
                List<String> misfits = new ArrayList<>();
                for (Grid size : sizes) {
                    try {
                        return of(passes, model, spec, size, noise);
                    } catch (IllegalArgumentException e) {
                        misfits.add(String.valueOf(e.getMessage()));
                    } finally {
                        passes.close();
                    }
                    if (misfits.size() == SAME && misfits.stream().distinct().count() == 1) {
                        break;
                    }
                }
                String kind = sizes.get(0).rank() == 2 ? "" : " and three axes";
                reasons.add(with + kind + ": " + misfits.get(0));
            }
        }
        throw new DuressException(model + " takes no square images of "
                + ProbeSizes.SQUARES.stream().sorted().toList() + " pixels, nor cubes of "
                + ProbeSizes.CUBES.stream().sorted().toList() + " voxels ("
                + String.join("; ", reasons.subList(0, Math.min(MOST_SHOWN, reasons.size())))
                + "); check model.channels, model.layout and model.output, or export it for one of these sizes");
    }

    private static TorchProbe of(TorchPasses passes, String model, ModelSpec spec, Grid size, Noise noise) {
        int channels = passes.imageChannels();
        int length = size.voxels() * channels;
        ImageBatch one = new ImageBatch(noise.normal(length), 1, size, channels);
        float[] alone = passes.forward(one, false);
        ChosenOutput output = passes.holdToOutput();
        if (!Differences.alike(alone, passes.forward(one, false), 1)) {
            throw new DuressException(
                    model + " answers differently when it is given the same image again, as with dropout"
                            + " that never ends; export it after model.eval()");
        }
        float[] together = passes.forward(new ImageBatch(noise.halves(2 * length), 2, size, channels), false);
        if (!Differences.alike(alone, Arrays.copyOf(together, alone.length), 1)) {
            throw new DuressException(model + " gives answers that depend on what else is in the batch, as with batch"
                    + " norm that uses the batch's own statistics; export it after model.eval()");
        }
        Heads heads = Heads.of(model, spec.head(), together, passes.channels());
        if (!Differences.alike(alone, passes.forward(one, true), 1)) {
            throw new DuressException(model + " answers differently when gradients are asked for; export it without"
                    + " branches on that");
        }
        requireGradient(passes, model, noise.halves(alone.length), length);
        return new TorchProbe(passes, heads, size, output);
    }

    private static void requireGradient(TorchPasses passes, String model, float[] upstream, int length) {
        float[] gradient = new float[length];
        passes.inputGradient(upstream, gradient);
        boolean any = false;
        for (float g : gradient) {
            if (!Float.isFinite(g)) {
                throw new DuressException(model + " has a gradient that is not finite; check its weights and layers");
            }
            any |= g != 0;
        }
        if (!any) {
            throw new DuressException(model + " passes no gradient to its image (rounding or a threshold inside);"
                    + " export it without");
        }
    }

    /** The same numbers for every size, drawn once: many sizes are tried, and large ones take millions. */
    private static final class Noise {
        private final Random random = new Random(1);
        private float[] drawn = new float[0];

        /** Normal noise, the first of it. */
        float[] normal(int length) {
            int before = drawn.length;
            if (before < length) {
                drawn = Arrays.copyOf(drawn, length);
                for (int i = before; i < length; i++) {
                    drawn[i] = (float) random.nextGaussian();
                }
            }
            return Arrays.copyOf(drawn, length);
        }

        /** Its second half has another mean and spread, so that statistics of a batch would show. */
        float[] halves(int length) {
            float[] noise = normal(length);
            for (int i = length / 2; i < length; i++) {
                noise[i] = 2 * noise[i] + 1;
            }
            return noise;
        }
    }
}
