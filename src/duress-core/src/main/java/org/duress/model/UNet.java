package org.duress.model;

import java.util.ArrayList;
import java.util.List;
import org.duress.net.Graph;
import org.duress.net.Op;
import org.duress.net.Window;

/**
 * The standard U-Net of slices (Ronneberger et al. 2015), which Chen et al. 2019 attack, and of volumes (Cicek et al.
 * 2016): two convolutions of 3 along each axis with batch norm and leaky ReLU a level, max pooling by 2 down, nearest
 * upsampling and skip connections up, softmax over classes.
 */
public final class UNet {
    private static final double LEAK = 0.2;
    private static final double EPSILON = 1e-5;

    private UNet() {}

    /** The graph for slices of one channel. */
    public static Graph graph(int base, int levels, int classes) {
        return graph(1, base, levels, classes);
    }

    /** The graph for slices. */
    public static Graph graph(int channels, int base, int levels, int classes) {
        return graph(2, channels, base, levels, classes);
    }

    /**
     * The graph.
     *
     * @param axes of the images: 2 for slices, 3 for volumes
     * @param channels of the images, at least 1
     * @param base channels of the first level; each level below has twice as many
     * @param levels resolutions, at least 1; 4 is the usual
     * @param classes outputs, background included
     */
    public static Graph graph(int axes, int channels, int base, int levels, int classes) {
        Graph.Builder b = new Graph.Builder(channels);
        List<String> skips = new ArrayList<>();
        String x = Graph.INPUT;
        for (int level = 0; level < levels; level++) {
            if (level > 0) {
                x = b.add("down" + level + ".pool", new Op.MaxPool(Window.tiles(axes, 2)), x);
            }
            x = pair(b, axes, "down" + level, base << level, x);
            skips.add(x);
        }
        for (int level = levels - 2; level >= 0; level--) {
            String up = b.add("up" + level + ".upsample", Op.Upsample.of(axes, 2), x);
            x = pair(b, axes, "up" + level, base << level, up, skips.get(level));
        }
        b.add("logits", Op.Conv.same(axes, classes, 1, 1, true), x);
        b.add("probabilities", new Op.Softmax(), "logits");
        return b.build();
    }

    private static String pair(Graph.Builder b, int axes, String name, int channels, String... inputs) {
        String x = block(b, axes, name + ".1", channels, inputs);
        return block(b, axes, name + ".2", channels, x);
    }

    private static String block(Graph.Builder b, int axes, String name, int channels, String... inputs) {
        b.add(name, Op.Conv.same(axes, channels, 3, 1, false), inputs);
        b.add(name + ".norm", new Op.BatchNorm(EPSILON), name);
        return b.add(name + ".relu", new Op.LeakyRelu(LEAK), name + ".norm");
    }
}
