package org.duress.model.openinference;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
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
    /** What to do about tensors that are too large. */
    static final String SMALLER = "; serve it for fewer images, or smaller ones";

    private static final String REAL = "FP32, FP16, BF16 or FP64";

    /**
     * Understands metadata.
     *
     * @param model how messages name it
     * @throws DuressException if the model does not take one image, does not give real numbers, gives several outputs
     *     that could be meant, or more than there is room for
     */
    static Signature of(Metadata.Model metadata, ModelSpec spec, String model) {
        if (metadata.inputs().isEmpty() || metadata.outputs().isEmpty()) {
            throw new DuressException(
                    model + " has metadata that name no " + (metadata.inputs().isEmpty() ? "inputs" : "outputs")
                            + "; declare name, datatype and shape of both where the server is configured (for"
                            + " MLServer in"
                            + " model-settings.json)");
        }
        if (metadata.inputs().size() > 1) {
            throw new DuressException(model + " takes " + metadata.inputs().size() + " inputs ("
                    + Words.list(metadata.inputs())
                    + "), but Duress has one image to give; serve a model of one input");
        }
        Metadata.Tensor input = metadata.inputs().get(0);
        if (TensorType.of(input.datatype()).isEmpty()) {
            throw new DuressException(
                    model + " takes " + input + ", but images are real numbers; serve a model that takes " + REAL);
        }
        ModelLayout layout = layout(input, spec, model);
        OptionalInt channels = channels(input, layout, spec, model);
        return judged(metadata.outputs(), spec, model, output -> new Signature(input, output, layout, channels));
    }

    /**
     * With the output that the spec names; otherwise with the only one that can be a segmentation. Where there are
     * several, the first is as likely to be an auxiliary one as not, so that it is the user's to say.
     */
    private static Signature judged(
            List<Metadata.Tensor> outputs, ModelSpec spec, String model, Function<Metadata.Tensor, Signature> with) {
        String all = Words.list(outputs);
        List<Metadata.Tensor> meant =
                spec.output().isPresent() ? named(outputs, spec.output().get(), model) : outputs;
        if (meant.size() == 1) {
            Signature signature = with.apply(meant.get(0));
            signature.misfit().ifPresent(reason -> {
                throw new DuressException(model + reason + (outputs.size() > 1 ? " (it has " + all + ")" : ""));
            });
            return signature;
        }
        List<Signature> fit = meant.stream()
                .map(with)
                .filter(signature -> signature.misfit().isEmpty())
                .toList();
        if (fit.size() == 1) {
            return fit.get(0);
        }
        if (fit.isEmpty()) {
            throw new DuressException(model + " answers with " + outputs.size() + " outputs (" + all
                    + "), none of which can be the segmentation: it"
                    + with.apply(meant.get(0)).misfit().orElse(""));
        }
        throw new DuressException(model + " answers with " + fit.size() + " outputs ("
                + Words.list(
                        fit.stream().map(signature -> signature.output.name()).toList())
                + "), each of which could be the segmentation; name one with model.output");
    }

    private static List<Metadata.Tensor> named(List<Metadata.Tensor> outputs, String name, String model) {
        List<Metadata.Tensor> named =
                outputs.stream().filter(output -> output.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw new DuressException(model + " has no output '" + name + "'; set model.output to one of ["
                    + Words.list(outputs.stream().map(Metadata.Tensor::name).toList()) + "]");
        }
        return named;
    }

    /** Why the output cannot be the segmentation, as a sentence goes on after the model's name. */
    private Optional<String> misfit() {
        if (TensorType.of(output.datatype()).isEmpty()) {
            return Optional.of(" gives " + output + ", which are class numbers and no " + REAL
                    + "; export probabilities or logits, or set model.output to an output that has them");
        }
        if (output.shape().size() != 4) {
            return Optional.of(" gives " + output
                    + ", where a value for each image, class, row and column has four axes; export probabilities or"
                    + " logits"
                    + " with an axis of classes and one of images");
        }
        if (!sameSize(2, 3) && !sameSize(1, 2)) {
            return Optional.of(" takes " + input + " but gives " + output
                    + ", which is another height and width; serve a model that answers for each pixel of its image");
        }
        if (values(input) > Room.SENT) {
            return Optional.of(" takes " + input + ", which is " + Room.tooMuchToSend() + SMALLER);
        }
        return values(output) > Room.answered()
                ? Optional.of(" gives " + output + ", which is " + Room.tooMuchToTake() + SMALLER)
                : Optional.empty();
    }

    /** The least that a tensor holds; no more than {@link Double} counts. */
    private static double values(Metadata.Tensor tensor) {
        return tensor.shape().stream().mapToDouble(size -> Math.max(1, size)).reduce(1, (a, b) -> a * b);
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

    private static ModelLayout layout(Metadata.Tensor input, ModelSpec spec, String model) {
        List<Integer> shape = input.shape();
        if (shape.size() != 4) {
            throw new DuressException(model + " takes " + input
                    + ", where a batch of images has four axes, [N, C, H, W] or [N, H, W, C]; serve it with those"
                    + " (for Triton"
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
