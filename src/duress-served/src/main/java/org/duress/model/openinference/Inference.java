package org.duress.model.openinference;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.ModelException;
import org.duress.base.Grid;
import org.duress.model.Dimensions;
import org.duress.model.ImageBatch;
import org.duress.spec.ModelLayout;

/**
 * How a model is asked about images.
 *
 * @param channels of its input
 * @param binary whether tensors travel as the binary extension has them
 * @param classes channels of its answer, of a class map the classes; 0 until one is there
 */
record Inference(Endpoints endpoints, Signature signature, int channels, boolean binary, int classes) {
    /** More classes than any model of organs has; only bounds an answer before the number is known. */
    private static final int MOST_CLASSES = 256;

    /** Values of an answer beyond what its images need: other outputs that a server sends along are no larger. */
    private static final int SPARE_VALUES = 1 << 10;

    private static final AtomicLong ASKED = new AtomicLong();

    /** Bytes of a value, with something to spare: of the widest type, and of digits with what stands between. */
    private static final int BINARY_BYTES = 16;

    private static final int JSON_BYTES = 40;

    /**
     * What a model says of images.
     *
     * @param values {@code [count, grid, channels]} row-major, finite; of a class map 1 for the class and 0
     *     for the others
     * @param channels of the answer
     * @param version of the model that answered; empty where the server does not say
     */
    record Answer(float[] values, int channels, String version) {}

    /** The first way to ask that is tried. */
    static Inference first(Endpoints endpoints, Signature signature, int channels, boolean binary) {
        return new Inference(endpoints, signature, channels, binary, signature.classCount());
    }

    /** How its answers are compared; their classes must be known. */
    Likeness likeness(int ownClasses) {
        return new Likeness(ownClasses, signature.classMaps(), signature.kind());
    }

    /** The same, sent another way. */
    Inference with(boolean otherBinary) {
        return new Inference(endpoints, signature, channels, otherBinary, classes);
    }

    /** The same, of which this is known now. */
    Inference of(int ownClasses) {
        return new Inference(endpoints, signature, channels, binary, ownClasses);
    }

    /** Why a question about one image of this size is too large; empty where it is not. */
    Optional<String> excess(Grid grid) {
        // As floating-point numbers, which do not overflow.
        double pixels = Math.max(1, signature.images()) * Room.points(grid);
        if (pixels * channels > Room.SENT) {
            return Optional.of("a request about it has " + Room.tooMuchToSend());
        }
        return pixels * classes > Room.answered()
                ? Optional.of("an answer about it has " + Room.tooMuchToTake())
                : Optional.empty();
    }

    /** Most images of this size that one question may be about, by what they need; at least 1. */
    int together(Grid grid) {
        double values = Room.points(grid) * Math.max(channels, classes);
        return (int) Math.max(1, Room.SENT / values);
    }

    /**
     * A question about some images of a batch.
     *
     * @param first number of the first image
     * @param count of images; at most as many as the model takes
     * @throws DuressException if the images are slices where the model takes volumes, or the other way round, or have
     *     other channels than it takes
     */
    Ask<Answer> ask(ImageBatch images, int first, int count) {
        requireRank(images.grid());
        requireChannels(images.channels());
        return new Question(images, first, count);
    }

    /**
     * Refuses slices where the model takes volumes, and the other way round.
     *
     * @throws DuressException if they are
     */
    void requireRank(Grid grid) {
        Dimensions.require(endpoints.model(), signature.rank(), grid);
    }

    private void requireChannels(int own) {
        if (own == channels) {
            return;
        }
        if (signature.channels().isPresent()) {
            throw new DuressException(endpoints.model() + " takes images of " + channels + " channels ("
                    + signature.input() + "), but these have " + own + "; give it images of as many channels, or serve"
                    + " a model that takes " + own);
        }
        throw new DuressException(endpoints.model() + " was tried with images of " + channels + " channels, for"
                + " neither its metadata nor model.channels say how many it takes, but these have " + own
                + "; set model.channels to " + own);
    }

    private final class Question implements Ask<Answer> {
        private final ImageBatch images;
        private final int first;
        private final int count;
        private final int total;

        /** No two questions of a machine have the same. */
        private final String id = "duress-" + ProcessHandle.current().pid() + "-" + ASKED.incrementAndGet();

        Question(ImageBatch images, int first, int count) {
            this.images = images;
            this.first = first;
            this.count = count;
            this.total = Math.max(count, signature.images());
        }

        @Override
        public Wire.Request request() {
            float[] tensor = Planes.of(images, first, count, total, signature.layout());
            List<Integer> shape = Planes.shape(total, channels, images.grid(), signature.layout());
            InferenceRequest request = binary
                    ? InferenceRequest.binary(
                            id,
                            signature.input().name(),
                            signature.inputType(),
                            shape,
                            tensor,
                            signature.output().name())
                    : InferenceRequest.json(
                            id,
                            signature.input().name(),
                            signature.inputType(),
                            shape,
                            tensor,
                            signature.output().name());
            return new Wire.Request(endpoints.infer(), request.body(), request.headers(), limit());
        }

        private long limit() {
            return BoundedBody.SMALL + mostValues() * (binary ? BINARY_BYTES : JSON_BYTES);
        }

        private long mostValues() {
            return SPARE_VALUES + (long) total * images.grid().voxels() * (classes == 0 ? MOST_CLASSES : classes);
        }

        @Override
        public Answer read(HttpAnswer answer) throws IOException {
            InferenceAnswer read = InferenceAnswer.read(answer, endpoints.model(), mostValues());
            // A server need not say whom it answers; but where it says so, it must be this question.
            if (!read.id().isEmpty() && !read.id().equals(id)) {
                throw new EnvironmentException(endpoints.model() + " answers the request " + id
                        + " with what it says is the answer to " + Words.cut(read.id())
                        + ", so that nobody knows which image it is about; check the server, and what stands"
                        + " before it");
            }
            List<InferenceAnswer.Output> named = read.outputs().stream()
                    .filter(o -> o.name().equals(signature.output().name()))
                    .toList();
            if (named.size() != 1) {
                throw wrong("output " + Words.cut(signature.output().name()), Words.list(read.outputs()));
            }
            InferenceAnswer.Output output = named.get(0);
            if (!output.datatype().equals(signature.output().datatype())) {
                throw wrong(signature.output().datatype(), output.toString());
            }
            if (signature.classMaps()) {
                return classMap(output, read.version());
            }
            Answer values = channelsLast(output, read.version());
            requireFinite(values, output);
            return values;
        }

        private Answer classMap(InferenceAnswer.Output output, String version) {
            Grid grid = images.grid();
            List<List<Integer>> maps = List.of(
                    Planes.shape(total, grid),
                    Planes.shape(total, 1, grid, ModelLayout.NCHW),
                    Planes.shape(total, 1, grid, ModelLayout.NHWC));
            if (!promised(output.shape()) || !maps.contains(output.shape())) {
                throw wrong(
                        "a class for each " + grid.kind().point() + ", " + maps.get(0) + ", " + maps.get(1) + " or "
                                + maps.get(2) + ", where its metadata say " + signature.output(),
                        output.toString());
            }
            int pixels = count * grid.voxels();
            float[] oneHot = new float[pixels * classes];
            for (int pixel = 0; pixel < pixels; pixel++) {
                float label = output.values()[pixel];
                if (label != (int) label || label < 0 || label >= classes) {
                    throw noClass(label, output);
                }
                oneHot[pixel * classes + (int) label] = 1;
            }
            return new Answer(oneHot, classes, version);
        }

        private ModelException noClass(float label, InferenceAnswer.Output output) {
            boolean whole = label == (long) label;
            return new ModelException(endpoints.model() + " answers with " + output + " that has "
                    + (whole ? "the class " + (long) label : "the value " + label) + " in it, where its classes are 0"
                    + " (background) to " + (classes - 1)
                    + "; name all of its classes in model.classes, or set model.classCount to how many it has,"
                    + " background included");
        }

        private Answer channelsLast(InferenceAnswer.Output output, String version) {
            List<Integer> shape = output.shape();
            Grid grid = images.grid();
            int end = grid.rank() + 1;
            boolean promised = promised(shape);
            boolean firstAxis = promised && shape.equals(Planes.shape(total, shape.get(1), grid, ModelLayout.NCHW));
            boolean lastAxis = promised && shape.equals(Planes.shape(total, shape.get(end), grid, ModelLayout.NHWC));
            if (!firstAxis && !lastAxis) {
                String sizes = Words.list(grid.sizes());
                throw wrong(
                        "[" + total + ", classes, " + sizes + "] or [" + total + ", " + sizes
                                + ", classes], where its metadata say " + signature.output(),
                        output.toString());
            }
            boolean last = lastAxis && (!firstAxis || signature.layout() == ModelLayout.NHWC);
            int pixels = grid.voxels();
            int own = shape.get(last ? end : 1);
            if (classes != 0 && own != classes) {
                throw wrong(classes + " classes", output.toString());
            }
            float[] values = last ? output.values() : Planes.channelsLast(output.values(), total, own, pixels);
            return new Answer(total == count ? values : Arrays.copyOf(values, count * pixels * own), own, version);
        }

        /**
         * Whether this is a shape after the metadata; the number of images is left out, which some servers write as 1.
         */
        private boolean promised(List<Integer> shape) {
            List<Integer> said = signature.output().shape();
            return shape.size() == said.size()
                    && !shape.contains(0)
                    && IntStream.range(1, said.size())
                            .allMatch(i -> said.get(i) == -1 || said.get(i).equals(shape.get(i)));
        }

        private void requireFinite(Answer answer, InferenceAnswer.Output output) {
            for (float value : answer.values()) {
                if (!Float.isFinite(value)) {
                    throw wrong("finite numbers", output + " with " + value + " in it");
                }
            }
        }

        private EnvironmentException wrong(String asked, String came) {
            return new EnvironmentException(endpoints.model() + " was asked about " + total + " images of "
                    + images.grid() + " for " + asked + ", but answered with "
                    + (came.isEmpty() ? "no output" : came) + "; check the server and its log");
        }
    }
}
