package org.duress.model.samediff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.model.lowering.Lowering;
import org.duress.model.samediff.SameDiffGraph.Operator;
import org.duress.model.samediff.SameDiffGraph.Variable;
import org.duress.model.samediff.Tensor.Axes;
import org.duress.model.samediff.Tensor.Image;
import org.duress.model.samediff.Tensor.Known;
import org.duress.net.Network;
import org.duress.spec.ModelHead;
import org.jspecify.annotations.Nullable;

/**
 * Lowers a graph at one image size: computes what does not depend on the image, and gives the network what does.
 *
 * @param graph the file
 * @param plan what is the image and what is the output
 * @param head what the output is
 * @param location of the file, for messages
 */
record GraphLowering(SameDiffGraph graph, Plan plan, ModelHead head, String location) {
    /** Numbers that operators may make of constants, beyond four times those of the file: 64 MB. */
    private static final long MOST_MADE = 1L << 24;

    /**
     * The network.
     *
     * @throws IllegalArgumentException if this size does not fit
     * @throws DuressException if the graph holds what Duress does not run
     */
    Network at(int height, int width) {
        Lowering lowering = new Lowering(height, width);
        Tensor output = output(lowering, height, width);
        if (!(output instanceof Image image) || image.axes() == Axes.NC) {
            throw new DuressException("'" + plan.output() + "' of file " + location
                    + " is no map of pixels that is computed from the image; set model.output to the variable that is");
        }
        try {
            return lowering.network(image.value(), head);
        } catch (IllegalArgumentException e) {
            throw new DuressException("output '" + plan.output() + "' of file " + location + ": " + e.getMessage(), e);
        }
    }

    /**
     * The network, for an output of which it is not known whether it is meant.
     *
     * @throws IllegalArgumentException if this size does not fit, or the output gives no class of each pixel
     * @throws DuressException if the graph holds what Duress does not run
     */
    Network candidateAt(int height, int width) {
        Lowering lowering = new Lowering(height, width);
        if (output(lowering, height, width) instanceof Image image && image.axes() != Axes.NC) {
            return lowering.network(image.value(), head);
        }
        throw new IllegalArgumentException("'" + plan.output() + "' is no map of pixels");
    }

    private @Nullable Tensor output(Lowering lowering, int height, int width) {
        plan.image().requireSize(height, width);
        Map<String, Tensor> tensors = new HashMap<>();
        long left = 0;
        for (Variable variable : graph.variables().values()) {
            Constant value = variable.value();
            if (value != null) {
                tensors.put(variable.name(), new Known(value));
                left += 4L * value.length();
            }
        }
        left += MOST_MADE;
        Axes axes = plan.image().channelsLast() ? Axes.NHWC : Axes.NCHW;
        tensors.put(
                plan.image().placeholder(),
                new Image(lowering.input(plan.image().channels()), axes));
        PointSteps points = new PointSteps();
        for (Operator operator : graph.needed(plan.output())) {
            // Softmax gives the same probabilities of the logits as of their log-softmax.
            boolean lastLogSoftmax =
                    operator.type().equals("log_softmax") && operator.outputs().contains(plan.output());
            try {
                Step step = new Step(operator, inputs(operator, tensors), lowering, location);
                List<? extends Tensor> results = lastLogSoftmax ? List.of(logits(step)) : lower(step, points);
                for (int i = 0; i < operator.outputs().size() && i < results.size(); i++) {
                    left -= results.get(i) instanceof Known known
                            ? known.constant().length()
                            : 0;
                    if (left < 0) {
                        throw new IllegalArgumentException("too many numbers are made of constants");
                    }
                    tensors.put(operator.outputs().get(i), results.get(i));
                }
            } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(operator + ": " + e.getMessage(), e);
            }
        }
        return tensors.get(plan.output());
    }

    private List<Tensor> inputs(Operator operator, Map<String, Tensor> tensors) {
        List<Tensor> inputs = new ArrayList<>();
        for (String name : operator.inputs()) {
            Tensor tensor = tensors.get(name);
            if (tensor == null) {
                throw new DuressException(operator + " of file " + location + " reads '" + name
                        + "', which has no value; save the model after its variables were set");
            }
            inputs.add(tensor);
        }
        return inputs;
    }

    private static Image logits(Step step) {
        Image x = step.picture(0);
        if (step.axis(4, step.integer(0, -1)) != x.axes().channel()) {
            throw step.unsupported("works along another axis than the channels");
        }
        return x;
    }

    private static List<? extends Tensor> lower(Step step, PointSteps points) {
        Constant ofShape = ConstantSteps.ofShape(step);
        if (ofShape != null) {
            return List.of(new Known(ofShape));
        }
        boolean constant = step.inputs().stream().allMatch(Known.class::isInstance);
        if (constant) {
            List<Constant> results = ConstantSteps.compute(step);
            if (results != null) {
                return results.stream().map(Known::new).toList();
            }
            throw step.unsupported("is none that Duress computes of constants");
        }
        @Nullable List<Image> moved = ShapeSteps.lower(step);
        if (moved != null) {
            return moved;
        }
        Image result = switch (step.operator().type()) {
            case "conv2d" -> ConvolutionSteps.conv(step);
            case "depthwise_conv2d" -> ConvolutionSteps.depthwise(step);
            case "sconv2d" -> ConvolutionSteps.separable(step);
            case "deconv2d" -> ConvolutionSteps.transposed(step);
            case "maxpool2d" -> ConvolutionSteps.maxPool(step);
            case "avgpool2d" -> ConvolutionSteps.averagePool(step);
            default -> points.lower(step);
        };
        if (result == null) {
            throw step.unsupported("is no operator that Duress runs");
        }
        return List.of(result);
    }
}
