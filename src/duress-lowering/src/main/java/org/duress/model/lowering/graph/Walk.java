package org.duress.model.lowering.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.model.lowering.Lowering;
import org.duress.net.Graph;
import org.jspecify.annotations.Nullable;

/**
 * Lowers a graph for one image size, operator by operator: what does not depend on the image is computed, what does
 * becomes layers.
 *
 * @param <S> the format's steps
 */
public final class Walk<S extends Step> {
    /** Numbers that operators may make of constants, beyond four times those of the file: 64 MB. */
    private static final long MOST_MADE = 1L << 24;

    private final Map<String, Operator<S>> operators;
    private final Lowering net;
    private final Scales scales;
    private final Map<String, Operand> known;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private long left = MOST_MADE;

    /** An operator as a format has it. */
    public interface Node<S extends Step> {
        Site site();

        /** Names of what it reads; empty for what is left out. */
        List<String> reads();

        /** Names of what it gives. */
        List<String> gives();

        S step(Step.Context context);
    }

    /**
     * A walk that begins with what a file holds.
     *
     * @param operators by type
     * @param constants by name
     */
    public Walk(Map<String, Operator<S>> operators, Lowering net, Scales scales, Map<String, Constant> constants) {
        this.operators = operators;
        this.net = net;
        this.scales = scales;
        this.known = new HashMap<>(constants);
        constants.values().forEach(constant -> left += 4L * constant.size());
    }

    /** Something else that operators may read: the image. */
    public void give(String name, Tensor image) {
        known.put(name, image);
    }

    /**
     * Lowers an operator that reads what is already there.
     *
     * @throws IllegalArgumentException if only the size does not fit; the message says where
     * @throws DuressException if the core cannot do it
     */
    public void lower(Node<S> node) {
        Site site = node.site();
        Operator<S> operator = operators.get(site.type());
        if (operator == null) {
            throw site.refused("this operator");
        }
        S step = node.step(new Step.Context(site, inputs(node), net, scales));
        List<? extends Operand> results = checked(step, operator);
        for (int i = 0; i < results.size() && i < node.gives().size(); i++) {
            String name = node.gives().get(i);
            known.put(name, results.get(i));
            if (results.get(i) instanceof Tensor tensor) {
                tensors.put(name, tensor);
            }
        }
    }

    /** What has been given so far under a name; null if nothing. */
    public @Nullable Operand result(String name) {
        return known.get(name);
    }

    /**
     * The whole, once all operators are lowered.
     *
     * @param end where messages say that it ends
     * @throws IllegalArgumentException if the output is nothing that is computed from the image
     * @throws DuressException if it is in an order that no map of pixels has
     */
    public Lowered lowered(String output, Site end) {
        Operand result = known.get(output);
        if (result == null || result instanceof Constant) {
            throw Misfit.of(end.operator() + ": a result that does not depend on the image");
        }
        Step step = new Step(new Step.Context(end, List.of(Optional.of(result)), net, scales));
        Tensor tensor = result instanceof Tensor seen ? seen : step.tensor(0);
        if (tensor.value().node().equals(Graph.INPUT)) {
            throw Misfit.of(end.operator() + ": a result that is the image itself");
        }
        Tensor normal = step.normal(tensor);
        List<Axis> order = normal.dims().stream()
                .flatMap(List::stream)
                .map(Atom::axis)
                .filter(Axis::isSpatial)
                .toList();
        if (!order.equals(order.stream().sorted().toList())) {
            throw step.refused("a result whose rows and columns are swapped");
        }
        return new Lowered(net, tensors, normal);
    }

    private List<Optional<Operand>> inputs(Node<S> node) {
        List<Optional<Operand>> inputs = new ArrayList<>();
        for (String name : node.reads()) {
            Operand operand = known.get(name);
            if (operand == null && !name.isEmpty()) {
                throw node.site()
                        .refused("it reads '" + name + "', which comes later, or not at all, or is a second result");
            }
            inputs.add(Optional.ofNullable(operand));
        }
        return inputs;
    }

    private List<? extends Operand> checked(S step, Operator<S> operator) {
        try {
            List<? extends Operand> results = operator.lower(step);
            for (Operand result : results) {
                if (result instanceof Constant constant) {
                    left -= constant.size();
                } else if (result instanceof Tensor tensor) {
                    step.requireSize(tensor.value().extent(), tensor.value().channels());
                }
            }
            if (left < 0) {
                throw step.refused("more numbers made of constants than the file has");
            }
            return results;
        } catch (IllegalArgumentException e) {
            throw Misfit.at(step.site(), e);
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            DuressException refusal = step.refused("inputs that do not fit its attributes");
            refusal.addSuppressed(e);
            throw refusal;
        }
    }
}
