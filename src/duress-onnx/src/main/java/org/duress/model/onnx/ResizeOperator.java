package org.duress.model.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.model.lowering.Value;
import org.duress.net.Op;

/**
 * Resize and Upsample. What ONNX reads for each output pixel is worked out as the standard says and compared with what
 * the core's ways of resampling read; the one that reads the same is used.
 */
final class ResizeOperator {
    /** In input pixels: ONNX Runtime computes positions in float32. */
    private static final double SAME_POSITION = 1e-4;

    private ResizeOperator() {}

    /**
     * One axis.
     *
     * @param scale as the graph gives it, which need not be out / in
     */
    private record Line(int in, int out, double scale) {
        static Line kept(int size) {
            return new Line(size, size, 1);
        }

        double position(String mode, int i, Step step) {
            return switch (mode) {
                case "half_pixel" -> (i + 0.5) / scale - 0.5;
                case "half_pixel_symmetric" -> in / 2.0 * (1 - out / (scale * in)) + (i + 0.5) / scale - 0.5;
                case "pytorch_half_pixel" -> out > 1 ? (i + 0.5) / scale - 0.5 : 0;
                case "align_corners" -> out == 1 ? 0 : (double) i * (in - 1) / (out - 1);
                case "asymmetric" -> i / scale;
                case "tf_half_pixel_for_nn" -> (i + 0.5) / scale;
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

    static Operand lower(Step step) {
        Tensor x = step.normal(step.tensor(0));
        if (x.rank() != 4) {
            throw step.refused("a tensor with " + x.rank() + " axes where an image has 4");
        }
        Line[] lines = lines(step, x);
        Line rows = Line.kept(x.value().height());
        Line columns = Line.kept(x.value().width());
        for (int d = 0; d < lines.length; d++) {
            Axis role = x.role(d);
            if (role == Axis.H) {
                rows = lines[d];
            } else if (role == Axis.W) {
                columns = lines[d];
            } else if (lines[d].in() != lines[d].out()) {
                throw step.refused("another number of " + (role == Axis.N ? "images" : "channels"));
            }
        }
        Operators.requireSize(step, rows.out(), columns.out(), x.value().channels());
        Value y = resized(step, x.value(), rows, columns);
        Axis[] order = IntStream.range(0, 4).mapToObj(x::role).toArray(Axis[]::new);
        return Tensor.of(y, x.batch(), order);
    }

    private static Value resized(Step step, Value x, Line rows, Line columns) {
        Optional<Way> both = ways(step)
                .filter(way -> reads(step, way, rows) && reads(step, way, columns))
                .findFirst();
        if (both.isPresent()) {
            return resized(step, x, rows.out(), columns.out(), both.get());
        }
        // Each axis in its own way.
        Optional<Way> down = ways(step).filter(way -> reads(step, way, rows)).findFirst();
        Optional<Way> right =
                ways(step).filter(way -> reads(step, way, columns)).findFirst();
        if (down.isEmpty() || right.isEmpty()) {
            throw new IllegalArgumentException("resampling of " + x.height() + " x " + x.width() + " pixels to "
                    + rows.out() + " x " + columns.out()
                    + " reads between pixels as the core cannot, because the factor is rounded");
        }
        Value tall = resized(step, x, rows.out(), x.width(), down.get());
        return resized(step, tall, rows.out(), columns.out(), right.get());
    }

    private static Value resized(Step step, Value x, int height, int width, Way way) {
        return step.net().resize(step.name(), x, height, width, way.interpolation(), way.coordinates());
    }

    private static Stream<Way> ways(Step step) {
        List<Op.Interpolation> interpolations = linear(step)
                ? List.of(Op.Interpolation.LINEAR)
                : List.of(
                        Op.Interpolation.NEAREST_FLOOR, Op.Interpolation.NEAREST_ROUND, Op.Interpolation.NEAREST_CEIL);
        return interpolations.stream()
                .flatMap(interpolation ->
                        Arrays.stream(Op.Coordinates.values()).map(coordinates -> new Way(interpolation, coordinates)));
    }

    private static boolean linear(Step step) {
        String mode = step.node().text("mode", "nearest");
        return switch (mode) {
            case "linear", "bilinear" -> true;
            case "nearest" -> false;
            default -> throw step.refused("an interpolation of mode " + mode);
        };
    }

    private static boolean isNew(Step step) {
        return step.opset() >= 11 && step.node().type().equals("Resize");
    }

    /** Whether a way of the core reads the pixels that ONNX reads. */
    private static boolean reads(Step step, Way way, Line line) {
        String coordinates =
                step.node().text("coordinate_transformation_mode", isNew(step) ? "half_pixel" : "asymmetric");
        String rounding = step.node().text("nearest_mode", isNew(step) ? "round_prefer_floor" : "floor");
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

    private static Line[] lines(Step step, Tensor x) {
        boolean isNew = isNew(step);
        int[] axes = step.node().integers("axes", IntStream.range(0, x.rank()).toArray());
        Optional<Constant> sizes =
                isNew ? step.optionalConstant(3, "its sizes").filter(c -> c.size() > 0) : Optional.empty();
        if (!step.node().text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw step.refused("a size that keeps the aspect ratio");
        }
        int scalesAt = isNew ? 2 : 1;
        double[] scales = step.has(scalesAt) ? doubles(step.constant(scalesAt, "its scales")) : floats(step, "scales");
        int given = sizes.map(Constant::size).orElse(scales.length);
        if (given != axes.length) {
            throw step.refused(given + " scales for " + axes.length + " axes");
        }
        Line[] lines = new Line[x.rank()];
        Arrays.setAll(lines, d -> Line.kept(x.size(d)));
        for (int i = 0; i < axes.length; i++) {
            int d = step.axis(axes[i], x.rank());
            int in = x.size(d);
            double scale = sizes.isPresent() ? (double) sizes.get().longAt(i) / in : scales[i];
            double out = sizes.isPresent() ? sizes.get().longAt(i) : Math.floor(in * scale + 1e-9);
            if (!(out >= 1 && out <= 1 << 15)) {
                throw step.refused("a size of " + out);
            }
            lines[d] = new Line(in, (int) out, scale);
        }
        boolean smaller = Arrays.stream(lines).anyMatch(line -> line.out() < line.in());
        if (smaller && step.node().integer("antialias", 0) != 0) {
            throw step.refused("antialiasing");
        }
        return lines;
    }

    private static double[] doubles(Constant constant) {
        double[] values = new double[constant.size()];
        Arrays.setAll(values, constant::at);
        return values;
    }

    private static double[] floats(Step step, String attribute) {
        return step.node()
                .attribute(attribute)
                .map(a -> a.getFloatsList().stream()
                        .mapToDouble(Float::doubleValue)
                        .toArray())
                .orElse(new double[0]);
    }
}
