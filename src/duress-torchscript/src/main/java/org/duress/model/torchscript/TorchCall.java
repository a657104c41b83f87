package org.duress.model.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ChosenOutput;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;

/**
 * How a module is called and its answer read.
 *
 * @param model how messages name the model
 * @param channelsLast whether its tensors are {@code [batch, grid, channels]} and not {@code [batch, channels, grid]};
 *     a grid is height and width of a slice, or depth, height and width of a volume
 * @param channels of its images
 * @param numbers what its weights are, and so its images
 * @param output key of a dictionary or place (from 0) in a list or tuple, nested ones counted through, where the module
 *     answers with several tensors
 */
record TorchCall(String model, boolean channelsLast, int channels, DataType numbers, Optional<String> output) {
    /** What torchvision calls the segmentation, beside the auxiliary head's. */
    private static final String USUAL_KEY = "out";

    static TorchCall of(String model, ModelSpec spec, int channels, DataType numbers) {
        return new TorchCall(model, spec.layout() == ModelLayout.NHWC, channels, numbers, spec.output());
    }

    /** The same with the output that was found. */
    TorchCall judging(String found) {
        return new TorchCall(model, channelsLast, channels, numbers, Optional.of(found));
    }

    /** Shape of the module's input for so many images. */
    Shape input(int count, Grid grid) {
        List<Long> axes = new ArrayList<>(List.of((long) count));
        grid.sizes().forEach(size -> axes.add((long) size));
        axes.add(channelsLast ? axes.size() : 1, (long) channels);
        return new Shape(axes);
    }

    /**
     * Images {@code [count, grid, channels]} in the order of the module's input.
     *
     * @param area pixels of an image
     */
    float[] toInput(float[] images, int area) {
        if (inOrder()) {
            return images;
        }
        float[] input = new float[images.length];
        for (int i = 0; i < images.length; i++) {
            input[place(i, area)] = images[i];
        }
        return input;
    }

    /** The other way round, for gradients. */
    void fromInput(float[] input, int area, float[] images) {
        if (inOrder()) {
            System.arraycopy(input, 0, images, 0, images.length);
            return;
        }
        for (int i = 0; i < images.length; i++) {
            images[i] = input[place(i, area)];
        }
    }

    private boolean inOrder() {
        return channelsLast || channels == 1;
    }

    /** Where the module's input has the i-th value of the images. */
    private int place(int i, int area) {
        int pixel = i / channels;
        return (pixel / area * channels + i % channels) * area + pixel % area;
    }

    /**
     * Reads an answer.
     *
     * @param count images
     * @param grid of each
     * @throws DuressException if it is not what a segmentation model answers, whatever the size
     * @throws IllegalArgumentException if it has not the size of the images
     */
    TorchAnswer answer(NDList answers, int count, Grid grid) {
        if (answers.isEmpty()) {
            throw new DuressException(model + " answers with no tensor; export it with one");
        }
        List<String> names = names(answers);
        ChosenOutput chosen = chosen(answers, names, count, grid);
        NDArray answer = answers.get(names.indexOf(chosen.name()));
        requireNumbers(answer.getDataType());
        if (!fits(answer, count, grid)) {
            throw new IllegalArgumentException("it answers with shape " + answer.getShape() + " to " + count + " of "
                    + grid + " pixels, not with " + order(grid.rank()));
        }
        return new TorchAnswer((PtNDArray) (channelsLast ? answer : pixelByPixel(answer, grid)), chosen);
    }

    /**
     * Channels last. What is flattened and shaped again is the same array, whose gradient comes back in its own order:
     * libtorch's normalisations of one image (batch norm, which instance norm is made of) misread one whose axes were
     * only turned, and pull back something else.
     */
    private static NDArray pixelByPixel(NDArray answer, Grid grid) {
        return answer.flatten().reshape(answer.getShape()).transpose(channelLast(grid));
    }

    private String order(int rank) {
        String grid = rank == 2 ? "height, width" : "depth, height, width";
        return channelsLast ? "[batch, " + grid + ", channels]" : "[batch, channels, " + grid + "]";
    }

    /** 0, 2, 3, 1 for slices. */
    private static int[] channelLast(Grid grid) {
        return IntStream.concat(IntStream.concat(IntStream.of(0), IntStream.range(2, grid.rank() + 2)), IntStream.of(1))
                .toArray();
    }

    private static List<String> names(NDList answers) {
        List<String> names = new ArrayList<>();
        for (NDArray answer : answers) {
            String key = answer.getName();
            names.add(key == null ? String.valueOf(names.size()) : key);
        }
        return names;
    }

    private ChosenOutput chosen(NDList answers, List<String> names, int count, Grid grid) {
        if (output.isPresent()) {
            return ChosenOutput.among(named(answers, names, output.get()), names, "as model.output says");
        }
        // The one there is; what torchvision calls so; else the only one that is as large as the images.
        if (names.size() == 1) {
            return ChosenOutput.only(names.get(0));
        }
        if (names.contains(USUAL_KEY)) {
            return ChosenOutput.among(USUAL_KEY, names, "the one that torchvision's models call so");
        }
        List<Integer> fitting = IntStream.range(0, names.size())
                .filter(i -> answers.get(i).getDataType().isFloating() && fits(answers.get(i), count, grid))
                .boxed()
                .toList();
        if (fitting.size() > 1) {
            throw ChosenOutput.ambiguous(model, fitting.stream().map(names::get).toList());
        }
        return ChosenOutput.among(names.get(fitting.isEmpty() ? 0 : fitting.get(0)), names, ChosenOutput.ONLY_FITTING);
    }

    private String named(NDList answers, List<String> names, String wanted) {
        if (names.contains(wanted)) {
            return wanted;
        }
        boolean dictionary = answers.get(0).getName() != null;
        throw new DuressException(
                dictionary
                        ? model + " answers with a dictionary of "
                                + names.stream().sorted().toList() + ", which has no '" + wanted
                                + "'; set model.output to one of its keys"
                        : model + " answers with " + names.size() + (names.size() == 1 ? " tensor" : " tensors")
                                + ", of which '" + wanted + "' is none; set model.output to a number from 0 to "
                                + (names.size() - 1) + ", or leave it out");
    }

    private void requireNumbers(DataType type) {
        if (type == DataType.FLOAT16 || type == DataType.UNKNOWN) {
            throw new DuressException(model + " answers in numbers of 16 bits (float16 or bfloat16), too coarse for"
                    + " gradients; export it after model.float() and without autocast");
        }
        if (!type.isFloating()) {
            throw new DuressException(model + " answers with whole numbers ("
                    + type.name().toLowerCase(Locale.ROOT)
                    + "), most likely class numbers, which have no gradient; export it without its argmax");
        }
    }

    private boolean fits(NDArray answer, int count, Grid grid) {
        Shape shape = answer.getShape();
        int first = channelsLast ? 1 : 2;
        return shape.dimension() == grid.rank() + 2
                && shape.get(0) == count
                && IntStream.range(0, grid.rank()).allMatch(axis -> shape.get(first + axis) == grid.size(axis));
    }
}
