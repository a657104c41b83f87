package org.duress.model.samediff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A saved SameDiff graph as data.
 *
 * @param variables by name, operators' outputs included
 * @param operators in the order of the file
 * @param losses names of loss variables
 */
record SameDiffGraph(Map<String, Variable> variables, List<Operator> operators, Set<String> losses) {
    /** What a variable is. */
    enum Kind {
        VARIABLE,
        CONSTANT,
        ARRAY,
        PLACEHOLDER
    }

    /**
     * A variable.
     *
     * @param real whether its numbers are floating-point
     * @param shape of a placeholder where the file says: -1 for what is free; else null
     * @param value of a variable or a constant; else null
     */
    record Variable(
            String name,
            Kind kind,
            boolean real,
            int @Nullable [] shape,
            @Nullable Constant value) {}

    /**
     * An operator.
     *
     * @param position in the file, from 1
     * @param name its own
     * @param type name of the SameDiff op
     * @param inputs names of variables
     * @param outputs names of variables
     * @param dimensions axes of a reduction
     * @param scalar of a scalar op, else null
     */
    record Operator(
            int position,
            String name,
            String type,
            List<String> inputs,
            List<String> outputs,
            int[] integers,
            double[] numbers,
            boolean[] flags,
            int[] dimensions,
            @Nullable Double scalar) {
        @Override
        public String toString() {
            return "operator " + position + " '" + name + "' (" + type + ", giving " + outputs + ")";
        }
    }

    /** Which operator gives each variable. */
    Map<String, Operator> producers() {
        Map<String, Operator> producers = new HashMap<>();
        operators.forEach(operator -> operator.outputs().forEach(output -> producers.put(output, operator)));
        return producers;
    }

    /**
     * The operators that a variable needs, each after what it reads.
     *
     * @throws IllegalArgumentException if they go in a circle
     */
    List<Operator> needed(String variable) {
        Map<String, Operator> producers = producers();
        Set<Operator> done = new LinkedHashSet<>();
        Set<Operator> open = new LinkedHashSet<>();
        Deque<Operator> stack = new ArrayDeque<>();
        push(producers.get(variable), stack);
        while (!stack.isEmpty()) {
            Operator operator = stack.peek();
            if (done.contains(operator)) {
                stack.pop();
            } else if (open.add(operator)) {
                for (String input : operator.inputs()) {
                    Operator before = producers.get(input);
                    if (before != null && open.contains(before) && !done.contains(before)) {
                        throw new IllegalArgumentException(before + " reads its own result");
                    }
                    push(before, stack);
                }
            } else {
                stack.pop();
                done.add(operator);
            }
        }
        return new ArrayList<>(done);
    }

    private static void push(@Nullable Operator operator, Deque<Operator> stack) {
        if (operator != null) {
            stack.push(operator);
        }
    }

    /** For each variable the placeholders that it depends on. */
    Map<String, Set<String>> placeholders() {
        Map<String, Set<String>> found = new LinkedHashMap<>();
        variables.values().stream()
                .filter(variable -> variable.kind() == Kind.PLACEHOLDER)
                .forEach(variable -> found.put(variable.name(), Set.of(variable.name())));
        boolean grows = true;
        // Files are written in the order of computation, so that one round does and the second sees it.
        while (grows) {
            grows = false;
            for (Operator operator : operators) {
                Set<String> all = new LinkedHashSet<>();
                operator.inputs().forEach(input -> all.addAll(found.getOrDefault(input, Set.of())));
                for (String output : operator.outputs()) {
                    grows |= !all.equals(found.put(output, all)) && !all.isEmpty();
                }
            }
        }
        return found;
    }
}
