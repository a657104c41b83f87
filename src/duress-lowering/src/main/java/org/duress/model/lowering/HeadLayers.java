package org.duress.model.lowering;

import org.duress.net.Network;
import org.duress.net.Op;
import org.duress.spec.ModelHead;

/** From a model's last values to probabilities of classes, as {@link ModelHead} says. */
interface HeadLayers extends Activations {
    /**
     * The network that gives probabilities of classes, background first. Nodes that do not lead to the output are left
     * out.
     *
     * @param output the model's last value
     * @param head what it is; AUTO: logits of classes, or what softmax or sigmoid at the end say
     */
    default Network network(Value output, ModelHead head) {
        return upTo(probabilities(output, head));
    }

    /**
     * The network that gives a value as it is, whatever it means: to compare a layer with another implementation of it.
     *
     * @throws IllegalArgumentException if it is the image itself
     */
    default Network upTo(Value value) {
        return draft().upTo(value);
    }

    /** What a model's last value is, where AUTO leaves it to the last layer; never AUTO. */
    default ModelHead head(Value output, ModelHead head) {
        if (head != ModelHead.AUTO) {
            return head;
        }
        if (draft().isOf(output, Op.Softmax.class)) {
            return ModelHead.PROBABILITIES;
        }
        if (draft().isOf(output, Op.Sigmoid.class)) {
            return ModelHead.ORGAN_PROBABILITIES;
        }
        return ModelHead.ofLogits(output.channels());
    }

    private Value probabilities(Value output, ModelHead head) {
        return switch (head(output, head)) {
            case AUTO, LOGITS -> softmax("probabilities", output);
            case PROBABILITIES -> {
                requireLast(output, Op.Softmax.class, "softmax", "classes");
                yield output;
            }
            case ORGAN_LOGITS -> organs(output);
            case ORGAN_PROBABILITIES -> {
                requireLast(output, Op.Sigmoid.class, "sigmoid", "organs");
                yield organs(draft().before(output));
            }
        };
    }

    private void requireLast(Value output, Class<? extends Op> kind, String layer, String whose) {
        if (!draft().isOf(output, kind)) {
            throw new IllegalArgumentException("the model's last layer is no " + layer
                    + ", so its values are no probabilities of " + whose + "; set model.head to what they are");
        }
    }

    /** Softmax with a background logit of 0. */
    private Value organs(Value logits) {
        int organs = logits.channels();
        int classes = ModelHead.ORGAN_LOGITS.classes(organs);
        float[] weights = new float[organs * classes];
        for (int o = 0; o < organs; o++) {
            weights[o * classes + classes - organs + o] = 1;
        }
        return softmax("probabilities", channels("probabilities.logits", logits, classes, weights));
    }
}
