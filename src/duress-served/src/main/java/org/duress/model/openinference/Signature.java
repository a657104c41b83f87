package org.duress.model.openinference;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.EnumWords;
import org.duress.base.Grid;
import org.duress.base.ImageKind;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.duress.spec.key.Range;

/**
 * What a model takes and gives, after its metadata and the spec.
 *
 * @param input name, type and shape as the server says
 * @param output likewise
 * @param layout NCHW or NHWC, of the input: channels first or last, of volumes too
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
        if (output.shape().size() != rank() + 2) {
            return Optional.of(" gives " + output + ", where a value for each image, class, "
                    + (rank() == 2 ? "row and column has four" : "plane, row and column has five")
                    + " axes; export probabilities or logits with an axis of classes and one of images");
        }
        return sameSize(2) || sameSize(1) ? excess() : anotherSize();
    }

    private Optional<String> misfitOfMap() {
        int axes = output.shape().size();
        boolean bare = axes == rank() + 1;
        boolean more = axes == rank() + 2;
        boolean classFirst = more && Math.abs(output.shape().get(1)) == 1;
        boolean classLast = more && Math.abs(output.shape().get(axes - 1)) == 1;
        if (!bare && !classFirst && !classLast) {
            return Optional.of(" gives " + output + ", where class numbers have "
                    + (rank() == 2 ? "three axes, [N, H, W], or a fourth" : "four axes, [N, D, H, W], or a fifth")
                    + " of 1; export class numbers of that shape, or probabilities or logits as " + REAL);
        }
        boolean fits = (bare && sameSize(1)) || (classFirst && sameSize(2)) || (classLast && sameSize(1));
        return fits ? excess() : anotherSize();
    }

    private Optional<String> anotherSize() {
        return Optional.of(" takes " + input + " but gives " + output
                + ", which is another " + (rank() == 2 ? "" : "depth, ")
                + "height and width; serve a model that answers for each " + kind().point() + " of its image");
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

    /**
     * Whether the output's images may be as large as the input's.
     *
     * @param first the output's axis of planes, or where there are none of rows
     */
    private boolean sameSize(int first) {
        return IntStream.range(0, rank()).allMatch(axis -> {
            int size = output.shape().get(first + axis);
            return size == -1 || size(axis) == -1 || size == size(axis);
        });
    }

    /** Axes of its images: 2 for slices, 3 for volumes. */
    int rank() {
        return input.shape().size() - 2;
    }

    /** What its images are. */
    ImageKind kind() {
        return ImageKind.of(rank());
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

    /** Of an image along each axis, in the order of {@link Grid#sizes}; -1: any. */
    int[] sizes() {
        return IntStream.range(0, rank()).map(this::size).toArray();
    }

    private int size(int axis) {
        return input.shape().get((layout == ModelLayout.NCHW ? 2 : 1) + axis);
    }

    /** Whether its metadata allow images of this size; they are slices or volumes as its own are. */
    boolean allows(Grid grid) {
        return IntStream.range(0, rank()).allMatch(axis -> size(axis) == -1 || size(axis) == grid.size(axis));
    }

    /** Whether its metadata allow images of any size. */
    boolean anySize() {
        return IntStream.range(0, rank()).allMatch(axis -> size(axis) == -1);
    }

    private static ModelLayout layout(Metadata.Tensor input, ModelSpec spec, String model) {
        List<Integer> shape = input.shape();
        if (shape.size() != 4 && shape.size() != 5) {
            throw new DuressException(model + " takes " + input
                    + ", where a batch of images has four axes, [N, C, H, W] or [N, H, W, C], and of volumes five,"
                    + " [N, C, D, H, W] or [N, D, H, W, C]; serve it with those (for Triton set max_batch_size in"
                    + " config.pbtxt)");
        }
        int end = shape.size() - 1;
        List<Integer> middle = shape.subList(2, end);
        int first = likelihood(shape.get(1), middle);
        int last = likelihood(shape.get(end), middle);
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
     * have others, and a number says more than "any": [-1, -1, 64, 3] has its channels last. An axis as long as one in
     * the middle is rather one of the sides: [1, -1, 8, 8] has its channels first.
     *
     * @param middle planes, rows or columns, whatever the layout
     */
    private static int likelihood(int size, List<Integer> middle) {
        if (size == 1 || size == 3) {
            return 4;
        }
        if (size == -1) {
            return 2;
        }
        if (size > MOST_CHANNELS) {
            return 0;
        }
        return middle.contains(size) ? 1 : 3;
    }

    private static OptionalInt channels(Metadata.Tensor input, ModelLayout layout, ModelSpec spec, String model) {
        int own =
                input.shape().get(layout == ModelLayout.NCHW ? 1 : input.shape().size() - 1);
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
