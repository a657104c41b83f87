package org.duress.model.openinference;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;

/**
 * What a model takes and gives, after its metadata and the spec.
 *
 * @param input name, type and shape as the server says
 * @param output likewise
 * @param layout NCHW or NHWC, of the input
 * @param channels 1 or 3; empty where neither metadata nor spec say
 */
record Signature(Metadata.Tensor input, Metadata.Tensor output, ModelLayout layout, OptionalInt channels) {
    private static final String REAL = "FP32, FP16, BF16 or FP64";

    /**
     * Understands metadata.
     *
     * @param model how messages name it
     * @throws DuressException if the model does not take one image or does not give real numbers
     */
    static Signature of(Metadata.Model metadata, ModelSpec spec, String model) {
        if (metadata.inputs().isEmpty() || metadata.outputs().isEmpty()) {
            throw new DuressException(
                    model + " has metadata that name no " + (metadata.inputs().isEmpty() ? "inputs" : "outputs")
                            + "; declare name, datatype and shape of both where the server is configured (for MLServer in"
                            + " model-settings.json)");
        }
        if (metadata.inputs().size() > 1) {
            throw new DuressException(model + " takes " + metadata.inputs().size() + " inputs ("
                    + Metadata.Tensor.list(metadata.inputs())
                    + "), but Duress has one image to give; serve a model of one input");
        }
        Metadata.Tensor input = metadata.inputs().get(0);
        Metadata.Tensor output = output(metadata.outputs(), spec, model);
        if (TensorType.of(input.datatype()).isEmpty()) {
            throw new DuressException(
                    model + " takes " + input + ", but images are real numbers; serve a model that takes " + REAL);
        }
        if (TensorType.of(output.datatype()).isEmpty()) {
            throw new DuressException(model + " gives " + output + ", which are class numbers and no " + REAL
                    + "; export probabilities or logits, or set model.output to an output that has them"
                    + (metadata.outputs().size() > 1
                            ? " (it has " + Metadata.Tensor.list(metadata.outputs()) + ")"
                            : ""));
        }
        if (output.shape().size() != 4) {
            throw new DuressException(model + " gives " + output
                    + ", where a value for each image, class, row and column has four axes; export probabilities or logits"
                    + " with an axis of classes and one of images");
        }
        ModelLayout layout = layout(input, spec, model);
        Signature signature = new Signature(input, output, layout, channels(input, layout, spec, model));
        if (!signature.sameSize(2, 3) && !signature.sameSize(1, 2)) {
            throw new DuressException(model + " takes " + input + " but gives " + output
                    + ", which is another height and width; serve a model that answers for each pixel of its image");
        }
        return signature;
    }

    private boolean sameSize(int rows, int columns) {
        int height = output.shape().get(rows);
        int width = output.shape().get(columns);
        return (height == -1 || height() == -1 || height == height())
                && (width == -1 || width() == -1 || width == width());
    }

    TensorType inputType() {
        return TensorType.of(input.datatype()).orElseThrow();
    }

    TensorType outputType() {
        return TensorType.of(output.datatype()).orElseThrow();
    }

    /** Number of images that each request must have; -1: any. */
    int images() {
        return input.shape().get(0);
    }

    /** -1: any. */
    int height() {
        return input.shape().get(layout == ModelLayout.NCHW ? 2 : 1);
    }

    /** -1: any. */
    int width() {
        return input.shape().get(layout == ModelLayout.NCHW ? 3 : 2);
    }

    private static Metadata.Tensor output(List<Metadata.Tensor> outputs, ModelSpec spec, String model) {
        if (spec.output().isEmpty()) {
            return outputs.get(0);
        }
        String name = spec.output().get();
        return outputs.stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new DuressException(model + " has no output '" + name + "'; set model.output to one of "
                                + outputs.stream().map(Metadata.Tensor::name).toList()));
    }

    private static ModelLayout layout(Metadata.Tensor input, ModelSpec spec, String model) {
        List<Integer> shape = input.shape();
        if (shape.size() != 4) {
            throw new DuressException(model + " takes " + input
                    + ", where a batch of images has four axes, [N, C, H, W] or [N, H, W, C]; serve it with those (for Triton"
                    + " set max_batch_size in config.pbtxt)");
        }
        List<ModelLayout> fit = IntStream.of(1, 3)
                .filter(axis -> possible(shape.get(axis)))
                .mapToObj(axis -> axis == 1 ? ModelLayout.NCHW : ModelLayout.NHWC)
                .toList();
        if (fit.isEmpty()) {
            throw new DuressException(model + " takes " + input
                    + ", but an image of Duress has 1 channel, or 3 that are the same; serve a model that takes those");
        }
        if (spec.layout() != ModelLayout.AUTO) {
            if (!fit.contains(spec.layout())) {
                throw new DuressException("model.layout is " + spec.layout() + ", but " + model + " takes " + input
                        + "; set it to " + fit.get(0) + " or remove it");
            }
            return spec.layout();
        }
        // A number says more than "any": [-1, -1, 64, 3] has its channels last.
        return fit.size() == 2 && shape.get(1) == -1 && shape.get(3) != -1 ? ModelLayout.NHWC : fit.get(0);
    }

    private static boolean possible(int channels) {
        return channels == 1 || channels == 3 || channels == -1;
    }

    private static OptionalInt channels(Metadata.Tensor input, ModelLayout layout, ModelSpec spec, String model) {
        int own = input.shape().get(layout == ModelLayout.NCHW ? 1 : 3);
        if (own == -1) {
            return spec.channels();
        }
        if (spec.channels().isPresent() && spec.channels().getAsInt() != own) {
            throw new DuressException("model.channels is " + spec.channels().getAsInt() + ", but " + model + " takes "
                    + input + "; set it to " + own + " or remove it");
        }
        return OptionalInt.of(own);
    }
}
