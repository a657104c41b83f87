package org.duress.model.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;

/**
 * How a module is called and its answer read.
 *
 * @param model how messages name the model
 * @param channelsLast whether its tensors are {@code [batch, height, width, channels]} and not
 *     {@code [batch, channels, height, width]}
 * @param channels the image goes in so many times
 * @param output key or index of the tensor to use, where the module answers with several
 */
record TorchCall(String model, boolean channelsLast, int channels, Optional<String> output) {
    private static final String USUAL_KEY = "out";

    static TorchCall of(String model, ModelSpec spec, int channels) {
        return new TorchCall(model, spec.layout() == ModelLayout.NHWC, channels, spec.output());
    }

    /** The module's input for an image {@code [batch, height, width]}; gradients of repeated channels are summed. */
    NDArray input(NDArray image) {
        Shape shape = image.getShape();
        long batch = shape.get(0);
        long height = shape.get(1);
        long width = shape.get(2);
        NDArray one = channelsLast ? image.reshape(batch, height, width, 1) : image.reshape(batch, 1, height, width);
        if (channels == 1) {
            return one;
        }
        return one.broadcast(
                channelsLast ? new Shape(batch, height, width, channels) : new Shape(batch, channels, height, width));
    }

    /**
     * The answer as {@code float32 [batch, height, width, channels]}.
     *
     * @throws DuressException if it is not what a segmentation model answers, whatever the size
     * @throws IllegalArgumentException if it has not the size of the images
     */
    NDArray answer(NDList answers, Shape image) {
        NDArray answer = chosen(answers);
        if (!answer.getDataType().isFloating()) {
            throw new DuressException(model + " answers with whole numbers ("
                    + answer.getDataType().name().toLowerCase(Locale.ROOT)
                    + "), most likely class numbers, which have no gradient; export it without its argmax");
        }
        NDArray last = channelsLast || answer.getShape().dimension() != 4 ? answer : answer.transpose(0, 2, 3, 1);
        Shape shape = last.getShape();
        if (shape.dimension() != 4
                || shape.get(0) != image.get(0)
                || shape.get(1) != image.get(1)
                || shape.get(2) != image.get(2)) {
            throw new IllegalArgumentException("it answers with shape " + answer.getShape() + " to " + image.get(0)
                    + " of " + image.get(1) + " x " + image.get(2) + " pixels, not with "
                    + (channelsLast ? "[batch, height, width, channels]" : "[batch, channels, height, width]"));
        }
        return last.toType(DataType.FLOAT32, false);
    }

    private NDArray chosen(NDList answers) {
        List<String> keys = answers.stream()
                .map(NDArray::getName)
                .filter(name -> name != null)
                .toList();
        boolean dictionary = !keys.isEmpty();
        if (answers.isEmpty()) {
            throw new DuressException(model + " answers with no tensor; export it with one");
        }
        if (dictionary) {
            // DJL does not keep a dictionary's order, so its first entry is unknown.
            String key = output.orElse(keys.size() == 1 ? keys.get(0) : USUAL_KEY);
            NDArray answer = answers.get(key);
            if (answer == null) {
                throw new DuressException(model + " answers with a dictionary of "
                        + keys.stream().sorted().toList()
                        + (output.isPresent() ? ", which has no '" + key + "'" : "")
                        + "; set model.output to one of its keys");
            }
            return answer;
        }
        String wanted = output.orElse("0");
        if (!wanted.matches("\\d{1,4}") || Integer.parseInt(wanted) >= answers.size()) {
            throw new DuressException(model + " answers with " + answers.size()
                    + (answers.size() == 1 ? " tensor" : " tensors") + ", of which '" + wanted
                    + "' is none; set model.output to a number from 0 to " + (answers.size() - 1)
                    + ", or leave it out");
        }
        return answers.get(Integer.parseInt(wanted));
    }
}
