package org.duress.model.samediff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duress.model.lowering.graph.Constant;
import org.jspecify.annotations.Nullable;

/**
 * A saved SameDiff graph as data.
 *
 * @param variables by name, operators' outputs included
 * @param operators in the order of the file
 * @param losses names of loss variables
 */
record SameDiffGraph(Map<String, Variable> variables, List<Operator> operators, Set<String> losses) {
    /** A training graph has the image, the labels and a few more. */
    private static final int MOST_PLACEHOLDERS = Long.SIZE;

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
        /** The position says which it is: lists and arrays need not be compared. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Operator operator && operator.position == position;
        }

        @Override
        public int hashCode() {
            return position;
        }

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
        Operator last = producers.get(variable);
        return last == null ? List.of() : ordered(List.of(last), producers);
    }

    /**
     * All operators, each after what it reads.
     *
     * @throws IllegalArgumentException if they go in a circle
     */
    List<Operator> ordered() {
        return ordered(operators, producers());
    }

    private static List<Operator> ordered(List<Operator> last, Map<String, Operator> producers) {
        Set<Operator> done = new LinkedHashSet<>();
        Set<Operator> open = new HashSet<>();
        Deque<Operator> stack = new ArrayDeque<>();
        for (Operator end : last) {
            stack.push(end);
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
                        if (before != null && !done.contains(before)) {
                            stack.push(before);
                        }
                    }
                } else {
                    stack.pop();
                    done.add(operator);
                }
            }
        }
        return new ArrayList<>(done);
    }

    /**
     * For each variable the placeholders that it depends on.
     *
     * @throws IllegalArgumentException if there are more placeholders than any model has
     */
    Map<String, Set<String>> placeholders() {
        List<String> names = variables.values().stream()
                .filter(variable -> variable.kind() == Kind.PLACEHOLDER)
                .map(Variable::name)
                .toList();
        if (names.size() > MOST_PLACEHOLDERS) {
            throw new IllegalArgumentException(names.size() + " placeholders");
        }
        Map<String, Long> bits = new HashMap<>();
        names.forEach(name -> bits.put(name, 1L << bits.size()));
        Map<Long, Set<String>> sets = new HashMap<>();
        Map<String, Set<String>> found = new LinkedHashMap<>();
        names.forEach(name -> found.put(name, Set.of(name)));
        for (Operator operator : ordered()) {
            long all = 0;
            for (String input : operator.inputs()) {
                all |= bits.getOrDefault(input, 0L);
            }
            long mask = all;
            Set<String> set = sets.computeIfAbsent(mask, none -> set(names, mask));
            for (String output : operator.outputs()) {
                bits.put(output, mask);
                found.put(output, set);
            }
        }
        return found;
    }

    private static Set<String> set(List<String> names, long mask) {
        Set<String> set = new LinkedHashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if ((mask >> i & 1) == 1) {
                set.add(names.get(i));
            }
        }
        return set;
    }
}
