package org.duress.attack.vaegan;

import java.util.ArrayList;
import java.util.List;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;
import org.duress.net.Window;
import org.duress.spec.AttackerTraining;
import org.duress.spec.VaeGanSettings;
import org.duress.spec.VaeGanSettings.Networks;

/** The networks of figure 1: encoder, decoder (one architecture for D and V), critic. */
final class VaeGanGraphs {
    /** The decoder's last convolution, which the fields' size at the start depends on. */
    static final String FIELD = "field";

    private static final double EPSILON = 1e-5;
    /** 3 x 3 convolutions on the latent grid: cheap there, and each widens what a control point sees by two strides. */
    private static final int CONTEXT_BLOCKS = 2;
    /** Latent positions that the coarsest level of an encoder with clues has to one of its own, along an axis. */
    private static final int AROUND = 4;

    private VaeGanGraphs() {}

    /**
     * A network of a file, where it is of this architecture.
     *
     * @throws IllegalArgumentException if it is not
     */
    static Network require(String name, Network network, Graph wanted) {
        if (!network.graph().equals(wanted)) {
            throw new IllegalArgumentException("its network '" + name + "' is not of the architecture of its settings");
        }
        return network;
    }

    /**
     * Image to means and log deviations of both latents: 4 latent channels, in the order mu_D, mu_V, log s_D, log s_V.
     *
     * @param images channels of the images
     */
    private static Graph paperEncoder(Networks settings, Lattice lattice, int images) {
        Graph.Builder b = new Graph.Builder(images);
        String x = Graph.INPUT;
        int most = lattice.stride(settings);
        for (int stride = 2, level = 0; stride <= most; stride *= 2, level++) {
            x = block(
                    b, "encode" + level, settings.baseChannels() << level, lattice.down(settings, stride), settings, x);
        }
        int channels = settings.baseChannels() << (Integer.numberOfTrailingZeros(most) - 1);
        for (int i = 0; i < CONTEXT_BLOCKS; i++) {
            x = block(b, "context" + i, channels, beside(lattice), settings, x);
        }
        b.add("latents", Op.Conv.same(lattice.axes(), 4 * settings.latentChannels(), 1, 1, true), x);
        return b.build();
    }

    /**
     * The same for an attacker that is trained at the budget: from {@link Clues}, down to a quarter of the latents'
     * resolution for the sake of what lies around, and back up beside what was seen on the way.
     *
     * @param inputs channels of the clues
     */
    private static Graph budgetEncoder(Networks settings, Lattice lattice, int inputs) {
        Graph.Builder b = new Graph.Builder(inputs);
        List<String> seen = new ArrayList<>();
        String x = Graph.INPUT;
        int most = 2 * settings.baseChannels();
        int latentStride = lattice.stride(settings);
        for (int stride = 2, level = 0; stride <= AROUND * latentStride; stride *= 2, level++) {
            int channels = Math.min(most, settings.baseChannels() << level);
            x = block(b, "encode" + level, channels, lattice.down(settings, stride), settings, x);
            seen.add(x);
        }
        x = block(b, "around", most, beside(lattice), settings, x);
        int latents = Integer.numberOfTrailingZeros(latentStride) - 1;
        for (int level = seen.size() - 2; level >= latents; level--) {
            String up = b.add("upsample" + level, Op.Upsample.of(lattice.axes(), 2), x);
            x = block(b, "beside" + level, most, beside(lattice), settings, up, seen.get(level));
        }
        x = block(b, "context", most, beside(lattice), settings, x);
        b.add("latents", Op.Conv.same(lattice.axes(), 4 * settings.latentChannels(), 1, 1, true), x);
        return b.build();
    }

    /** What the size of padded images along each axis must be a multiple of: the encoder halves it so often. */
    static List<Integer> multiples(VaeGanSettings settings, Lattice lattice) {
        int around = settings.training() == AttackerTraining.PAPER ? 1 : AROUND;
        return lattice.strides(settings.networks()).stream()
                .map(stride -> around * stride)
                .toList();
    }

    /**
     * The encoder of some settings.
     *
     * @param channels of the images
     */
    static Graph encoder(VaeGanSettings settings, Lattice lattice, int channels, int classes) {
        return settings.training() == AttackerTraining.PAPER
                ? paperEncoder(settings.networks(), lattice, channels)
                : budgetEncoder(settings.networks(), lattice, Clues.channels(channels, classes));
    }

    /** Latent to control points of a field. */
    static Graph decoder(Networks settings, Lattice lattice, int fieldChannels) {
        Graph.Builder b = new Graph.Builder(settings.latentChannels());
        int levels = Integer.numberOfTrailingZeros(settings.latentStride()) - 1;
        Window beside = beside(lattice);
        String x = block(b, "decode" + levels, settings.baseChannels() << levels, beside, settings, Graph.INPUT);
        for (int i = 1; i < CONTEXT_BLOCKS; i++) {
            x = block(b, "context" + i, settings.baseChannels() << levels, beside, settings, x);
        }
        for (int stride = settings.latentStride(), level = levels; stride > settings.controlSpacing(); stride /= 2) {
            level = Math.max(0, level - 1);
            String up = b.add("upsample" + stride, Op.Upsample.of(lattice.axes(), 2), x);
            x = block(b, "decode.to" + stride / 2, settings.baseChannels() << level, beside, settings, up);
        }
        b.add(FIELD, Op.Conv.same(lattice.axes(), fieldChannels, 3, 1, true), x);
        return b.build();
    }

    /**
     * Image to one number. Without batch norm: real and perturbed images are judged side by side.
     *
     * @param axes of the images: 2 or 3
     * @param channels of the images
     */
    static Graph critic(Networks settings, int axes, int channels) {
        Graph.Builder b = new Graph.Builder(channels);
        String x = Graph.INPUT;
        for (int level = 0; level < 4; level++) {
            b.add("judge" + level, Op.Conv.same(axes, settings.baseChannels() << level, 3, 2, true), x);
            x = b.add("judge" + level + ".relu", new Op.LeakyRelu(settings.leak()), "judge" + level);
        }
        b.add("score", Op.Conv.same(axes, 1, 1, 1, true), x);
        b.add("mean", new Op.SpatialMean(), "score");
        return b.build();
    }

    /** A convolution that leaves the size as it is. */
    private static Window beside(Lattice lattice) {
        return Window.same(lattice.axes(), 3, 1);
    }

    private static String block(
            Graph.Builder b, String name, int channels, Window window, Networks settings, String... inputs) {
        b.add(name, new Op.Conv(channels, window, false), inputs);
        b.add(name + ".norm", new Op.BatchNorm(EPSILON), name);
        return b.add(name + ".relu", new Op.LeakyRelu(settings.leak()), name + ".norm");
    }
}
