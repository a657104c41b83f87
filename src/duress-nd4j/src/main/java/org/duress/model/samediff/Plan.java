package org.duress.model.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.ImageKind;
import org.duress.model.ChosenOutput;
import org.duress.model.ModelFile;
import org.duress.model.ProbeSizes;
import org.duress.model.SizedNetwork;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Misfit;
import org.duress.model.samediff.SameDiffGraph.Kind;
import org.duress.model.samediff.SameDiffGraph.Operator;
import org.duress.model.samediff.SameDiffGraph.Variable;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;

/**
 * What of a saved graph is the model: SameDiff saves neither which placeholder is the image nor which variable the
 * output.
 *
 * <p>The output is {@code model.output}. Where the spec does not name it, it is the one variable that depends on the
 * image alone and that no other such variable depends on; of several, the only one that gives a class of each pixel.
 * Losses, and what depends on labels, therefore are never it, nor is what is no floating-point number, such as the
 * result of an argmax.
 *
 * <p>The image is the one floating-point placeholder that the output needs; where the spec names no output, the one
 * that a convolution reads, or the only one.
 */
record Plan(Input image, String output, Map<String, String> provenance) {
    private static final Set<String> CONVOLUTIONS = Set.of("conv2d", "depthwise_conv2d", "sconv2d", "conv3dnew");
    /** Names in a message. */
    private static final int MOST_SHOWN = 20;

    private static final String ELSE = "; set model.output to the variable that holds the classes' values";

    /**
     * The image.
     *
     * @param channels at least 1
     * @param sizes that the file demands along each axis of an image, two of slices or three of volumes; -1 for any
     */
    record Input(String placeholder, boolean channelsLast, int channels, List<Integer> sizes) {
        Input {
            sizes = List.copyOf(sizes);
        }

        /** 2 for slices, 3 for volumes. */
        int axes() {
            return sizes.size();
        }

        /** Sizes of images to try the model on. */
        List<Grid> probes() {
            return ProbeSizes.of(sizes.stream().mapToInt(Integer::intValue).toArray());
        }

        void requireSize(Grid images) {
            for (int axis = 0; axis < axes(); axis++) {
                if (sizes.get(axis) > 0 && sizes.get(axis) != images.size(axis)) {
                    throw Misfit.of("placeholder '" + placeholder + "' has "
                            + sizes.stream().map(String::valueOf).collect(Collectors.joining(" x ")) + " "
                            + ImageKind.of(axes()).points() + ", where -1 is any number");
                }
            }
        }
    }

    /**
     * Finds image and output.
     *
     * @param candidate the network that ends in an output, of which it is not known whether it is meant
     * @throws DuressException if it is not clear what they are
     */
    static Plan of(SameDiffGraph graph, ModelSpec spec, Function<Plan, SizedNetwork> candidate) {
        String location = ModelFile.location(spec);
        Map<String, Set<String>> placeholders = graph.placeholders();
        String named = spec.output().orElse(null);
        if (named != null) {
            if (!graph.variables().containsKey(named)) {
                throw new DuressException("file " + location + " has no variable '" + named + "'" + ELSE + ", one of "
                        + shown(unread(graph, Set.copyOf(graph.variables().keySet()))));
            }
            Set<String> needed = placeholders.getOrDefault(named, Set.of());
            if (needed.size() != 1) {
                throw new DuressException("'" + named + "' of file " + location
                        + (needed.isEmpty()
                                ? " depends on no placeholder"
                                : " depends on the placeholders " + sorted(needed)
                                        + ", of which only one can be the image")
                        + ELSE);
            }
            return new Plan(input(graph, spec, needed.iterator().next()), named, Map.of());
        }
        String image = image(graph, placeholders, location);
        Set<String> alone = new HashSet<>();
        placeholders.forEach((variable, on) -> {
            boolean real = variable(graph, variable).real();
            if (on.equals(Set.of(image)) && real && !graph.losses().contains(variable) && !variable.equals(image)) {
                alone.add(variable);
            }
        });
        List<String> unread = unread(graph, alone);
        if (unread.isEmpty()) {
            throw new DuressException(
                    "file " + location + " has no variable that depends on the image '" + image + "' alone" + ELSE);
        }
        Input input = input(graph, spec, image);
        ChosenOutput output = ChosenOutput.of(
                Optional.empty(),
                unread,
                name -> candidate.apply(new Plan(input, name, Map.of())),
                input.probes(),
                "file " + location);
        return new Plan(input, output.name(), output.provenance());
    }

    /** Those of some variables that no other of them depends on. */
    private static List<String> unread(SameDiffGraph graph, Set<String> variables) {
        Set<String> read = new HashSet<>();
        List<Operator> ordered = graph.ordered();
        for (int i = ordered.size() - 1; i >= 0; i--) {
            Operator operator = ordered.get(i);
            if (operator.outputs().stream().anyMatch(output -> variables.contains(output) || read.contains(output))) {
                read.addAll(operator.inputs());
            }
        }
        List<String> unread = new ArrayList<>();
        for (Operator operator : graph.operators()) {
            operator.outputs().stream()
                    .filter(output -> variables.contains(output) && !read.contains(output))
                    .forEach(unread::add);
        }
        return unread;
    }

    private static String image(SameDiffGraph graph, Map<String, Set<String>> dependsOn, String location) {
        Set<String> real = new HashSet<>();
        Set<String> convolved = new HashSet<>();
        for (Variable variable : graph.variables().values()) {
            if (variable.kind() == Kind.PLACEHOLDER && variable.real()) {
                real.add(variable.name());
            }
        }
        for (Operator operator : graph.operators()) {
            if (CONVOLUTIONS.contains(operator.type()) && !operator.inputs().isEmpty()) {
                convolved.addAll(dependsOn.getOrDefault(operator.inputs().get(0), Set.of()));
            }
        }
        convolved.retainAll(real);
        Set<String> candidates = real.size() == 1 ? real : convolved;
        if (candidates.size() != 1) {
            throw new DuressException("file " + location + " has "
                    + (real.isEmpty()
                            ? "no floating-point placeholder for the image"
                            : "several placeholders that could be the image, " + sorted(real))
                    + ELSE);
        }
        return candidates.iterator().next();
    }

    private static Input input(SameDiffGraph graph, ModelSpec spec, String name) {
        String location = ModelFile.location(spec);
        Variable placeholder = variable(graph, name);
        if (!placeholder.real()) {
            throw new DuressException("placeholder '" + name + "' of file " + location
                    + " holds integers or booleans, not an image; make it a constant, or export the model as ONNX");
        }
        int[] given = placeholder.shape();
        int[] shape = given == null ? free(axes(graph) + 2) : given;
        if (shape.length != 4 && shape.length != 5) {
            throw new DuressException("placeholder '" + name + "' of file " + location + " has " + shape.length
                    + " axes, where the image has 4 (batch, channels, height, width in either order), or 5 of volumes"
                    + " (depth before the height); save the model with such a placeholder");
        }
        boolean last = channelsLast(graph, spec, name, shape);
        int inShape = shape[last ? shape.length - 1 : 1];
        int channels = spec.channels().orElse(inShape > 0 ? inShape : readChannels(graph, name));
        ModelFile.requireChannels(
                spec, inShape > 0 ? inShape : channels, "placeholder '" + name + "' of file " + location);
        int from = last ? 1 : 2;
        List<Integer> sizes =
                Arrays.stream(shape, from, from + shape.length - 2).boxed().toList();
        return new Input(name, last, channels, sizes);
    }

    private static int[] free(int axes) {
        int[] shape = new int[axes];
        Arrays.fill(shape, -1);
        return shape;
    }

    /** Axes of the images of a placeholder without a shape: what the first operator that slides says. */
    private static int axes(SameDiffGraph graph) {
        return graph.operators().stream()
                .mapToInt(operator -> Windows.axes(operator.type()))
                .filter(axes -> axes > 0)
                .findFirst()
                .orElse(2);
    }

    private static boolean channelsLast(SameDiffGraph graph, ModelSpec spec, String name, int[] shape) {
        if (spec.layout() != ModelLayout.AUTO) {
            return spec.layout() == ModelLayout.NHWC;
        }
        int ofChannels = shape[shape.length - 1];
        boolean first = shape[1] == 1 || shape[1] == 3;
        boolean last = ofChannels == 1 || ofChannels == 3;
        if (first != last) {
            return last;
        }
        // The first operator that says it; one turn of the axes before it turns the answer.
        boolean turned = false;
        Set<String> below = new HashSet<>(Set.of(name));
        for (Operator operator : graph.operators()) {
            if (operator.inputs().stream().noneMatch(below::contains)) {
                continue;
            }
            below.addAll(operator.outputs());
            if (Windows.axes(operator.type()) > 0) {
                int at = Windows.layoutArgument(operator.type());
                int[] integers = operator.integers();
                return turned ^ (integers.length > at && integers[at] == 1);
            }
            turned ^= operator.type().equals("permute");
        }
        return false;
    }

    /** Channels of the first convolution's weights; 1 where there is none. */
    private static int readChannels(SameDiffGraph graph, String name) {
        for (Operator operator : graph.operators()) {
            if (CONVOLUTIONS.contains(operator.type())
                    && operator.inputs().size() > 1
                    && operator.inputs().get(0).equals(name)) {
                Constant weights = variable(graph, operator.inputs().get(1)).value();
                int at = Windows.weightsArgument(operator.type());
                int format = operator.integers().length > at ? operator.integers()[at] : 0;
                int rank = Windows.axes(operator.type()) + 2;
                if (weights != null && weights.rank() == rank) {
                    return weights.shape()[format == 0 ? rank - 2 : format == 1 ? 1 : rank - 1];
                }
            }
        }
        return 1;
    }

    private static Variable variable(SameDiffGraph graph, String name) {
        Variable variable = graph.variables().get(name);
        if (variable == null) {
            throw new IllegalArgumentException("no variable '" + name + "'");
        }
        return variable;
    }

    private static List<String> shown(List<String> names) {
        return names.stream().limit(MOST_SHOWN).toList();
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().limit(MOST_SHOWN).toList();
    }
}
