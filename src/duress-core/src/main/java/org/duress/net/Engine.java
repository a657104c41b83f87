package org.duress.net;

import java.util.Map;
import java.util.function.IntConsumer;

/**
 * What computes networks, behind a seam that only this room crosses: where values live, and what makes a layer of an
 * op. An engine is a package, named in {@code META-INF/services}; this room knows none of its arrays.
 *
 * <p>Tensors cross the seam as row-major {@code float32 [batch, planes, height, width, channels]} arrays, of one plane
 * for slices.
 */
public interface Engine {
    /**
     * Room for the values of one network, all 0.
     *
     * @param weights shapes by name; they lie one after another in the map's order, and where there are none, there is
     *     one number
     * @param statistics likewise
     */
    Memory allocate(Map<String, long[]> weights, Map<String, long[]> statistics);

    /**
     * Does so many works that have nothing to do with each other, beside each other where that is faster; the first on
     * the thread that calls.
     */
    void sideBySide(int count, IntConsumer work);

    /** The values of one network, and what works on them. */
    interface Memory {
        /** What is trained. */
        Values weights();

        /** What normalisation has counted. */
        Values statistics();

        /**
         * Room for the tensors of one batch and size.
         *
         * @param input of one image
         * @param trainable whether weights get gradients
         */
        Workspace workspace(int batch, Graph.Shape input, boolean trainable);

        /**
         * How many images of a batch that have nothing to do with each other go through all layers together; the others
         * do so beside them. Says the same for any number of threads, for what is summed together may differ in its
         * last bits.
         *
         * @param input of one image
         * @return in [1, batch]
         */
        int together(int batch, Graph.Shape input);

        /** RMSProp of the weights, see {@link Optimizer#rmsProp}. */
        Updates rmsProp(double decay, double epsilon);

        /** Adam of the weights, see {@link Optimizer#adam}. */
        Updates adam(double beta1, double beta2, double epsilon);
    }

    /** Named values, one after another. Whoever changes them makes what was derived from them stale. */
    interface Values {
        /** All of them; a copy. */
        float[] read();

        /** Replaces all of them. */
        void write(float[] values);

        /** Those of one name; a copy. */
        float[] read(String name);

        /** Replaces those of one name. */
        void write(String name, float[] values);

        /** Multiplies those of one name by a factor. */
        void scale(String name, double factor);

        /** Clips all of them to [-bound, bound]. */
        void clip(double bound);
    }

    /** The tensors of one batch and size, and the layers that work on them. */
    interface Workspace {
        /**
         * The layer of a graph's next node; the last one's output is the network's.
         *
         * @param shape of its output for one image
         * @param inPlace whether it computes in its input's array
         */
        Layer add(Graph.Node node, Graph.Shape shape, boolean inPlace);

        /** Replaces the network's input, by numbers from a place in an array on. */
        void writeInput(float[] values, int from);

        /** Copies the network's output to a place in an array. */
        void readOutput(float[] to, int at);

        /** Begins a pullback: no gradient counts but the output's, which is replaced. */
        void writeOutputGradient(float[] values, int from);

        /** Copies the gradient of the network's input to a place in an array. */
        void readInputGradient(float[] to, int at);

        /** The weights' gradients, in the order of the weights; a copy. */
        float[] weightGradients();

        /** How far one pass with batch statistics moves the population statistics. */
        void statisticsMomentum(double momentum);
    }

    /** One node at work on the tensors of a workspace. */
    interface Layer {
        /** Computes the output's values from the inputs'. */
        void forward(Statistics statistics);

        /** Whether anything has been written to the output's gradient in this pullback. */
        boolean reached();

        /**
         * Adds to the inputs' gradients what the output's gradient implies, and writes the gradients of the weights.
         *
         * @param statistics as in the forward pass
         * @param weights whether the weights' gradients are wanted
         * @param inputs for each input, whether its gradient is wanted
         */
        void backward(Statistics statistics, boolean weights, boolean[] inputs);
    }

    /** A rule that moves the weights against their gradients, and its state. */
    interface Updates {
        /**
         * One update.
         *
         * @param workspace of the same memory; its gradients of weights are used up
         * @param rate learning rate, above 0
         */
        void step(Workspace workspace, double rate);

        /** A copy of the state. */
        float[] state();

        /** Restores what {@link #state()} gave. */
        void restore(float[] state);
    }
}
