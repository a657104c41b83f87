package org.duress.model.lowering.graph.rules;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.base.Extent;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.Axis;
import org.duress.model.lowering.graph.Misfit;
import org.duress.model.lowering.graph.Step;
import org.duress.model.lowering.graph.Tensor;
import org.duress.net.Op;

/**
 * Resampling. What an operator reads for each output pixel is worked out as it is defined and compared with what the
 * core's ways of resampling read; the one that reads the same is used.
 *
 * @param linear whether between pixels, or the nearest one
 * @param coordinates as ONNX names them
 * @param rounding as ONNX names it
 */
public record Resampling(boolean linear, String coordinates, String rounding) {
    /** In input pixels: ONNX Runtime computes positions in float32. */
    private static final double SAME_POSITION = 1e-4;

    /**
     * One axis.
     *
     * @param scale as the graph gives it, which need not be out / in
     */
    public record Line(int in, int out, double scale) {
        /** An axis that stays as it is. */
        public static Line kept(int size) {
            return new Line(size, size, 1);
        }

        /** An axis that gets a size. */
        public static Line to(int in, int out) {
            return new Line(in, out, (double) out / in);
        }

        private double unscaled(double i) {
            return scale == (double) out / in ? i * in / out : i / scale;
        }

        double position(String mode, int i, Step step) {
            return switch (mode) {
                case "half_pixel" -> unscaled(i + 0.5) - 0.5;
                case "half_pixel_symmetric" -> in / 2.0 * (1 - out / (scale * in)) + unscaled(i + 0.5) - 0.5;
                case "pytorch_half_pixel" -> out > 1 ? unscaled(i + 0.5) - 0.5 : 0;
                case "align_corners" -> out == 1 ? 0 : (double) i * (in - 1) / (out - 1);
                case "asymmetric" -> unscaled(i);
                case "tf_half_pixel_for_nn" -> unscaled(i + 0.5);
                default -> throw step.refused("the coordinates " + mode);
            };
        }

        /** What the core reads, as in {@code Op.Resize}. */
        double position(Op.Coordinates coordinates, int i) {
            return switch (coordinates) {
                case HALF_PIXEL -> (i + 0.5) * in / out - 0.5;
                case ALIGN_CORNERS -> out == 1 ? 0 : (double) i * (in - 1) / (out - 1);
                case ASYMMETRIC -> (double) i * in / out;
            };
        }

        double inside(double position) {
            return Math.max(0, Math.min(in - 1.0, position));
        }
    }

    private record Way(Op.Interpolation interpolation, Op.Coordinates coordinates) {}

    /**
     * The image in another size.
     *
     * @param lines one an axis
     */
    public Tensor of(Step step, Tensor x, Line[] lines) {
        Map<Axis, Line> spatial = new EnumMap<>(Axis.class);
        Extent size = x.value().extent();
        for (int d = 0; d < lines.length; d++) {
            Axis role = x.role(d);
            if (role.isSpatial()) {
                spatial.put(role, lines[d]);
                size = role.in(size, lines[d].out());
            } else if (lines[d].in() != lines[d].out()) {
                throw step.refused("another number of " + (role == Axis.N ? "images" : "channels"));
            }
        }
        step.requireSize(size, x.value().channels());
        Value y = resized(step, x.value(), size, spatial);
        Axis[] order = IntStream.range(0, x.rank()).mapToObj(x::role).toArray(Axis[]::new);
        return Tensor.of(y, x.batch(), order);
    }

    private Value resized(Step step, Value x, Extent size, Map<Axis, Line> lines) {
        Optional<Way> all = ways().filter(way -> lines.values().stream().allMatch(line -> reads(step, way, line)))
                .findFirst();
        if (all.isPresent()) {
            return resized(step, x, size, all.get());
        }
        // Each axis in its own way.
        Value y = x;
        for (Map.Entry<Axis, Line> line : lines.entrySet()) {
            Way way = ways().filter(own -> reads(step, own, line.getValue()))
                    .findFirst()
                    .orElseThrow(() -> Misfit.of("resampling of " + x.pixels() + " to " + x.size(size)
                            + " reads pixels as the core cannot (the factor is rounded, or a position in the middle of"
                            + " two)"));
            y = resized(step, y, line.getKey().in(y.extent(), line.getValue().out()), way);
        }
        return y;
    }

    private static Value resized(Step step, Value x, Extent size, Way way) {
        return step.net().resize(step.name(), x, size, way.interpolation(), way.coordinates());
    }

    private Stream<Way> ways() {
        List<Op.Interpolation> interpolations = linear
                ? List.of(Op.Interpolation.LINEAR)
                : List.of(
                        Op.Interpolation.NEAREST_FLOOR, Op.Interpolation.NEAREST_ROUND, Op.Interpolation.NEAREST_CEIL);
        return interpolations.stream()
                .flatMap(interpolation -> Arrays.stream(Op.Coordinates.values()).map(c -> new Way(interpolation, c)));
    }

    /** Whether a way of the core reads the pixels that the operator reads. */
    private boolean reads(Step step, Way way, Line line) {
        for (int i = 0; i < line.out(); i++) {
            double wanted = line.position(coordinates, i, step);
            double got = line.inside(line.position(way.coordinates(), i));
            boolean same = way.interpolation() == Op.Interpolation.LINEAR
                    ? Math.abs(line.inside(wanted) - got) <= SAME_POSITION
                    : line.inside(rounded(step, rounding, wanted)) == rounded(way.interpolation(), got);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static double rounded(Step step, String mode, double position) {
        return switch (mode) {
            case "round_prefer_floor" -> Math.ceil(position - 0.5);
            case "round_prefer_ceil" -> Math.floor(position + 0.5);
            case "floor" -> Math.floor(position);
            case "ceil" -> Math.ceil(position);
            default -> throw step.refused("the rounding " + mode);
        };
    }

    private static double rounded(Op.Interpolation mode, double position) {
        return switch (mode) {
            case NEAREST_ROUND -> Math.ceil(position - 0.5);
            case NEAREST_FLOOR -> Math.floor(position);
            case NEAREST_CEIL -> Math.ceil(position);
            case LINEAR -> position;
        };
    }
}
