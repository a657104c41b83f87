package org.duress.model.openinference;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.duress.DuressException;
import org.duress.base.EnumWords;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.duress.spec.key.Range;

/**
 * What a model takes and gives, after its metadata and the spec.
 *
 * @param input name, type and shape as the server says
 * @param output likewise
 * @param layout NCHW or NHWC, of the input
 * @param channels of the input; empty where neither metadata nor spec say
 * @param classCount classes of an output that is a class map, background included; 0 for one of real numbers
 */
record Signature(
        Metadata.Tensor input, Metadata.Tensor output, ModelLayout layout, OptionalInt channels, int classCount) {
    /** What to do about tensors that are too large. */
    static final String SMALLER = "; serve it for fewer images, or smaller ones";

    private static final String REAL = "FP32, FP16, BF16 or FP64";

    /** More rows or columns than that are no channels, where it must be guessed. */
    private static final int MOST_CHANNELS = 16;

    /**
     * Understands metadata.
     *
     * @param classCount what the spec says of a class map
     * @param model how messages name it
     * @throws DuressException if the model does not take one image, gives neither real numbers nor a class map, gives
     *     several outputs that could be meant, or more than there is room for
     */
    static Signature of(Metadata.Model metadata, ModelSpec spec, OptionalInt classCount, String model) {
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
        if (!real(input)) {
            throw new DuressException(
                    model + " takes " + input + ", but images are real numbers; serve a model that takes " + REAL);
        }
        ModelLayout layout = layout(input, spec, model);
        OptionalInt channels = channels(input, layout, spec, model);
        return judged(metadata.outputs(), spec, model, output -> new Signature(input, output, layout, channels, 0))
                .counted(spec, classCount, model);
    }

    private static boolean real(Metadata.Tensor tensor) {
        return TensorType.of(tensor.datatype()).filter(type -> !type.whole()).isPresent();
    }

    private static boolean whole(Metadata.Tensor tensor) {
        return TensorType.of(tensor.datatype()).filter(TensorType::whole).isPresent();
    }

    /** The same with the number of classes, which a class map does not tell. */
    private Signature counted(ModelSpec spec, OptionalInt stated, String model) {
        if (real(output)) {
            if (stated.isPresent()) {
                throw new DuressException("model.classCount is said of a model that answers with class numbers, but "
                        + model + " gives " + output + ", whose classes are counted; remove it");
            }
            return this;
        }
        if (spec.head() != ModelHead.AUTO) {
            throw new DuressException("model.head is " + EnumWords.of(spec.head()) + ", but " + model + " gives "
                    + output + ", which are class numbers; remove it");
        }
        int largest = spec.classes().values().stream()
                .flatMap(List::stream)
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        if (largest == 0 && stated.isEmpty()) {
            throw new DuressException(model + " gives " + output
                    + ", which are class numbers and do not tell how many classes there are; say in model.classes which"
                    + " class is which organ, as in [liver, kidneys], or set model.classCount, background included");
        }
        if (stated.isPresent() && largest >= stated.getAsInt()) {
            throw new DuressException("model.classes names the class " + largest + ", but model.classCount is "
                    + stated.getAsInt() + ", so that classes are 0 (background) to " + (stated.getAsInt() - 1)
                    + "; correct one of the two");
        }
        int classes = stated.orElse(largest + 1);
        if (classes > Range.CLASS_COUNT.most()) {
            throw new DuressException("model.classes names the class " + largest + ", but a class map of Duress has"
                    + " classes up to " + (Range.CLASS_COUNT.most() - 1) + "; serve the model with fewer");
        }
        Signature counted = new Signature(input, output, layout, channels, classes);
        if (values(output) * classes > Room.answered()) {
            throw new DuressException(model + " gives " + output + ", which for " + classes + " classes is "
                    + Room.tooMuchToTake() + SMALLER);
        }
        return counted;
    }

    /**
     * With the output that the spec names; otherwise with the only one that can be a segmentation: of real numbers, for
     * they say more, or where none of these can be, a class map. Where there are several, the first is as likely to be
     * an auxiliary one as not, so that it is the user's to say.
     */
    private static Signature judged(
            List<Metadata.Tensor> outputs, ModelSpec spec, String model, Function<Metadata.Tensor, Signature> with) {
        String named = Words.list(outputs);
        List<Metadata.Tensor> meant =
                spec.output().isPresent() ? named(outputs, spec.output().get(), model) : outputs;
        if (meant.size() == 1) {
            Signature signature = with.apply(meant.get(0));
            signature.misfit().ifPresent(reason -> {
                throw new DuressException(model + reason + (outputs.size() > 1 ? " (it has " + named + ")" : ""));
            });
            return signature;
        }
        List<Signature> all = meant.stream()
                .map(with)
                .filter(signature -> signature.misfit().isEmpty())
                .toList();
        List<Signature> ofReals =
                all.stream().filter(signature -> real(signature.output)).toList();
        List<Signature> fit = ofReals.isEmpty() ? all : ofReals;
        if (fit.size() == 1) {
            return fit.get(0);
        }
        if (fit.isEmpty()) {
            throw new DuressException(model + " answers with " + outputs.size() + " outputs (" + named
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
        if (whole(output)) {
            return misfitOfMap();
        }
        if (!real(output)) {
            return Optional.of(" gives " + output + ", which are no numbers; export probabilities or logits as " + REAL
                    + ", or class numbers as INT64 or UINT8");
        }
        if (output.shape().size() != 4) {
            return Optional.of(" gives " + output
                    + ", where a value for each image, class, row and column has four axes; export probabilities or"
                    + " logits"
                    + " with an axis of classes and one of images");
        }
        if (!sameSize(2, 3) && !sameSize(1, 2)) {
            return anotherSize();
        }
        return excess();
    }

    private Optional<String> misfitOfMap() {
        int axes = output.shape().size();
        boolean three = axes == 3;
        boolean classFirst = axes == 4 && Math.abs(output.shape().get(1)) == 1;
        boolean classLast = axes == 4 && Math.abs(output.shape().get(3)) == 1;
        if (!three && !classFirst && !classLast) {
            return Optional.of(" gives " + output
                    + ", where class numbers have three axes, [N, H, W], or a fourth of 1; export class numbers of that"
                    + " shape, or probabilities or logits as " + REAL);
        }
        boolean fits = (three && sameSize(1, 2)) || (classFirst && sameSize(2, 3)) || (classLast && sameSize(1, 2));
        return fits ? excess() : anotherSize();
    }

    private Optional<String> anotherSize() {
        return Optional.of(" takes " + input + " but gives " + output
                + ", which is another height and width; serve a model that answers for each pixel of its image");
    }

    private Optional<String> excess() {
        if (values(input) > Room.SENT) {
            return Optional.of(" takes " + input + ", which is " + Room.tooMuchToSend() + SMALLER);
        }
        return values(output) > Room.answered()
                ? Optional.of(" gives " + output + ", which is " + Room.tooMuchToTake() + SMALLER)
                : Optional.empty();
    }

    /** Whether its answers are class numbers and no probabilities. */
    boolean classMaps() {
        return classCount > 0;
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
        int first = likelihood(shape.get(1), shape.get(2));
        int last = likelihood(shape.get(3), shape.get(2));
        if (spec.layout() != ModelLayout.AUTO) {
            boolean nchw = spec.layout() == ModelLayout.NCHW;
            if ((nchw ? first : last) == 0 && (nchw ? last : first) > 0) {
                throw new DuressException("model.layout is " + spec.layout() + ", but " + model + " takes " + input
                        + "; set it to " + (nchw ? ModelLayout.NHWC : ModelLayout.NCHW) + " or remove it");
            }
            return spec.layout();
        }
        if (first == 0 && last == 0) {
            throw new DuressException(model + " takes " + input
                    + ", in which no axis looks like channels; set model.layout to nchw or nhwc");
        }
        return last > first ? ModelLayout.NHWC : ModelLayout.NCHW;
    }

    /**
     * How likely an axis of so many is that of the channels; 0: it is not. Images have one channel or three before they
     * have others, and a number says more than "any": [-1, -1, 64, 3] has its channels last. An axis as long as the one
     * in the middle is rather one of two sides: [1, -1, 8, 8] has its channels first.
     *
     * @param middle rows or columns, whatever the layout
     */
    private static int likelihood(int size, int middle) {
        if (size == 1 || size == 3) {
            return 4;
        }
        if (size == -1) {
            return 2;
        }
        if (size > MOST_CHANNELS) {
            return 0;
        }
        return size == middle ? 1 : 3;
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
