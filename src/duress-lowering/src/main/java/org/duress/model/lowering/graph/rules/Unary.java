package org.duress.model.lowering.graph.rules;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Operand;
import org.duress.model.lowering.graph.Step;
import org.duress.model.lowering.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** Functions of each number by itself: of constants, and as layers, which no view of a tensor changes. */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
public enum Unary {
    NEGATIVE(Of.WHOLE, x -> -x, (step, x) -> step.affine(x, -1, 0)),
    ABSOLUTE(Of.WHOLE, Math::abs, (step, x) -> {
        Value negative = step.affine(x, -1, 0);
        return step.net()
                .add(
                        step.name(),
                        List.of(step.net().relu(step.name(), x), step.net().relu(step.name(), negative)));
    }),
    SQUARE(Of.WHOLE, x -> x * x, (step, x) -> step.net().multiply(step.name(), x, x)),
    FLOOR(Of.WHOLE, Math::floor, null),
    CEILING(Of.WHOLE, Math::ceil, null),
    ROUNDED(Of.WHOLE, Math::rint, null),
    NOT(Of.WHOLE, x -> x == 0 ? 1 : 0, null),
    RELU(Of.WHOLE, x -> Math.max(x, 0), (step, x) -> step.net().relu(step.name(), x)),
    ROOT(Of.REAL, Math::sqrt, null),
    INVERSE_ROOT(Of.REAL, x -> 1 / Math.sqrt(x), null),
    RECIPROCAL(Of.REAL, x -> 1 / x, null),
    EXPONENTIAL(Of.REAL, Math::exp, null),
    LOGARITHM(Of.REAL, Math::log, null),
    SIGMOID(Of.REAL, x -> 1 / (1 + Math.exp(-x)), (step, x) -> step.net().sigmoid(step.name(), x)),
    SOFTPLUS(Of.REAL, x -> Math.log1p(Math.exp(x)), (step, x) -> step.net().softplus(step.name(), x)),
    TANH(Of.REAL, Math::tanh, (step, x) -> step.net().tanh(step.name(), x)),
    ERF(Of.REAL, null, (step, x) -> step.net().erf(step.name(), x)),
    MISH(Of.REAL, null, (step, x) -> step.net().mish(step.name(), x)),
    HARD_SWISH(Of.REAL, null, (step, x) -> step.net().hardSwish(step.name(), x)),
    GELU(Of.REAL, null, (step, x) -> step.net().gelu(step.name(), x)),
    GELU_BY_TANH(Of.REAL, null, (step, x) -> step.net().geluTanh(step.name(), x));

    /** What whole numbers become. */
    private enum Of {
        WHOLE,
        REAL
    }

    private final Of kind;
    private final @Nullable DoubleUnaryOperator function;
    private final @Nullable BiFunction<Step, Value, Value> layer;

    Unary(Of kind, @Nullable DoubleUnaryOperator function, @Nullable BiFunction<Step, Value, Value> layer) {
        this.kind = kind;
        this.function = function;
        this.layer = layer;
    }

    /** The function of a step's first input. */
    public Operand of(Step step) {
        if (step.operand(0) instanceof Constant constant) {
            if (function == null) {
                throw step.refused("this operator on constants");
            }
            return (kind == Of.REAL ? constant.real() : constant).map(function);
        }
        if (layer == null) {
            throw step.refused("this operator on what depends on the image");
        }
        return layer(step, layer);
    }

    /** Some function of each number of a step's first input, which depends on the image. */
    public static Tensor layer(Step step, BiFunction<? super Step, Value, Value> layer) {
        Tensor x = step.tensor(0);
        return x.with(layer.apply(step, x.value()));
    }
}
