package org.duress.model.onnx;

import java.util.Optional;
import org.duress.model.lowering.graph.Constant;

/**
 * One number for all elements of a tensor, or one for each place along an axis: the scale or zero point of what is
 * quantised.
 *
 * @param numbers one or several
 * @param run elements from one place along the axis to the next
 */
record PerAxis(Constant numbers, int run) {
    /** Those of a tensor; empty where there are not as many as the axis is long. */
    static Optional<PerAxis> of(Constant tensor, Constant numbers, int axis) {
        if (numbers.size() == 1) {
            return Optional.of(new PerAxis(numbers, 1));
        }
        int[] shape = tensor.shape();
        int from = axis < 0 ? axis + shape.length : axis;
        if (from < 0 || from >= shape.length || shape[from] != numbers.size()) {
            return Optional.empty();
        }
        int run = 1;
        for (int d = from + 1; d < shape.length; d++) {
            run *= shape[d];
        }
        return Optional.of(new PerAxis(numbers, run));
    }

    /** The number of an element of the tensor, row-major. */
    double at(int i) {
        return numbers.at(i / run % numbers.size());
    }
}
