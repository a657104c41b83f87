package org.duress.model.lowering;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.duress.net.Op;

/**
 * One image in double precision, and layers as direct loops on it: what {@link LoweringTest} holds the network core
 * against. Slow and plain on purpose.
 *
 * @param v {@code [h][w][c]} row-major
 */
record Plane(int h, int w, int c, double[] v) {
    static Plane zeros(int h, int w, int c) {
        return new Plane(h, w, c, new double[h * w * c]);
    }

    double at(int y, int x, int k) {
        return v[(y * w + x) * c + k];
    }

    void set(int y, int x, int k, double value) {
        v[(y * w + x) * c + k] = value;
    }

    private void increase(int y, int x, int k, double value) {
        if (y >= 0 && x >= 0 && y < h && x < w) {
            v[(y * w + x) * c + k] += value;
        }
    }

    boolean has(int y, int x) {
        return y >= 0 && x >= 0 && y < h && x < w;
    }

    Plane map(DoubleUnaryOperator f) {
        Plane out = zeros(h, w, c);
        for (int i = 0; i < v.length; i++) {
            out.v[i] = f.applyAsDouble(v[i]);
        }
        return out;
    }

    interface Pixel {
        double at(int y, int x, int k);
    }

    static Plane of(int h, int w, int c, Pixel pixel) {
        Plane out = zeros(h, w, c);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                for (int k = 0; k < c; k++) {
                    out.set(y, x, k, pixel.at(y, x, k));
                }
            }
        }
        return out;
    }

    private static double bias(float[] bias, int o) {
        return bias.length == 0 ? 0 : bias[o];
    }

    static int size(int size, int before, int after, int kernel, int stride, int dilation) {
        return Math.floorDiv(size + before + after - dilation * (kernel - 1) - 1, stride) + 1;
    }

    Plane conv(Kernel kernel, Sliding s, int groups) {
        int outH = size(h, s.top(), s.bottom(), kernel.height(), s.strideY(), s.dilationY());
        int outW = size(w, s.left(), s.right(), kernel.width(), s.strideX(), s.dilationX());
        return of(outH, outW, kernel.out(), (y, x, o) -> {
            double sum = bias(kernel.bias(), o);
            int first = o / (kernel.out() / groups) * kernel.in();
            for (int ky = 0; ky < kernel.height(); ky++) {
                for (int kx = 0; kx < kernel.width(); kx++) {
                    int sy = y * s.strideY() - s.top() + ky * s.dilationY();
                    int sx = x * s.strideX() - s.left() + kx * s.dilationX();
                    for (int i = 0; has(sy, sx) && i < kernel.in(); i++) {
                        sum += at(sy, sx, first + i) * weight(kernel, ky, kx, i, o);
                    }
                }
            }
            return sum;
        });
    }

    Plane transposedConv(Kernel kernel, Sliding s, int moreY, int moreX, int groups) {
        int outH = (h - 1) * s.strideY() - s.top() - s.bottom() + s.dilationY() * (kernel.height() - 1) + 1 + moreY;
        int outW = (w - 1) * s.strideX() - s.left() - s.right() + s.dilationX() * (kernel.width() - 1) + 1 + moreX;
        Plane out = of(outH, outW, kernel.out(), (y, x, o) -> bias(kernel.bias(), o));
        int perGroup = kernel.out() / groups;
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                for (int o = 0; o < kernel.out(); o++) {
                    for (int i = 0; i < kernel.in(); i++) {
                        double value = at(y, x, o / perGroup * kernel.in() + i);
                        for (int ky = 0; ky < kernel.height(); ky++) {
                            for (int kx = 0; kx < kernel.width(); kx++) {
                                out.increase(
                                        y * s.strideY() - s.top() + ky * s.dilationY(),
                                        x * s.strideX() - s.left() + kx * s.dilationX(),
                                        o,
                                        value * weight(kernel, ky, kx, i, o));
                            }
                        }
                    }
                }
            }
        }
        return out;
    }

    private static double weight(Kernel kernel, int ky, int kx, int i, int o) {
        return kernel.weights()[((ky * kernel.width() + kx) * kernel.in() + i) * kernel.out() + o];
    }

    Plane maxPool(int kernelY, int kernelX, Sliding s) {
        return pool(kernelY, kernelX, s, (y, x, k) -> {
            double best = Double.NEGATIVE_INFINITY;
            for (int ky = 0; ky < kernelY; ky++) {
                for (int kx = 0; kx < kernelX; kx++) {
                    int sy = y * s.strideY() - s.top() + ky * s.dilationY();
                    int sx = x * s.strideX() - s.left() + kx * s.dilationX();
                    best = has(sy, sx) ? Math.max(best, at(sy, sx, k)) : best;
                }
            }
            return best;
        });
    }

    Plane averagePool(int kernelY, int kernelX, Sliding s, boolean countPadding) {
        return pool(kernelY, kernelX, s, (y, x, k) -> {
            double sum = 0;
            int count = 0;
            for (int ky = 0; ky < kernelY; ky++) {
                for (int kx = 0; kx < kernelX; kx++) {
                    int sy = y * s.strideY() - s.top() + ky * s.dilationY();
                    int sx = x * s.strideX() - s.left() + kx * s.dilationX();
                    sum += has(sy, sx) ? at(sy, sx, k) : 0;
                    count += countPadding || has(sy, sx) ? 1 : 0;
                }
            }
            return sum / count;
        });
    }

    private Plane pool(int kernelY, int kernelX, Sliding s, Pixel pixel) {
        return of(
                size(h, s.top(), s.bottom(), kernelY, s.strideY(), s.dilationY()),
                size(w, s.left(), s.right(), kernelX, s.strideX(), s.dilationX()),
                c,
                pixel);
    }

    /** Zero mean, unit variance over all pixels of a group of channels. */
    Plane groupNorm(int groups, double epsilon) {
        Plane out = zeros(h, w, c);
        int size = c / groups;
        for (int g = 0; g < groups; g++) {
            double sum = 0;
            double square = 0;
            for (int p = 0; p < h * w; p++) {
                for (int k = g * size; k < (g + 1) * size; k++) {
                    sum += v[p * c + k];
                }
            }
            double mean = sum / (h * w * size);
            for (int p = 0; p < h * w; p++) {
                for (int k = g * size; k < (g + 1) * size; k++) {
                    square += Math.pow(v[p * c + k] - mean, 2);
                }
            }
            double deviation = Math.sqrt(square / (h * w * size) + epsilon);
            for (int p = 0; p < h * w; p++) {
                for (int k = g * size; k < (g + 1) * size; k++) {
                    out.v[p * c + k] = (v[p * c + k] - mean) / deviation;
                }
            }
        }
        return out;
    }

    Plane pixelNorm(double epsilon) {
        Plane out = zeros(h, w, c);
        for (int p = 0; p < h * w; p++) {
            double[] pixel = Arrays.copyOfRange(v, p * c, (p + 1) * c);
            double[] normal = new Plane(1, 1, c, pixel).groupNorm(1, epsilon).v;
            System.arraycopy(normal, 0, out.v, p * c, c);
        }
        return out;
    }

    Plane softmax() {
        return of(h, w, c, (y, x, k) -> {
            double sum = 0;
            for (int j = 0; j < c; j++) {
                sum += Math.exp(at(y, x, j) - at(y, x, k));
            }
            return 1 / sum;
        });
    }

    Plane scaled(float[] scale, float[] shift) {
        return of(h, w, c, (y, x, k) -> at(y, x, k) * scale[k] + shift[k]);
    }

    Plane mean() {
        return of(1, 1, c, (y, x, k) -> {
            double sum = 0;
            for (int p = 0; p < h * w; p++) {
                sum += v[p * c + k];
            }
            return sum / (h * w);
        });
    }

    Plane pad(int top, int bottom, int left, int right, Op.Border border) {
        return of(h + top + bottom, w + left + right, c, (y, x, k) -> {
            int sy = inside(y - top, h, border);
            int sx = inside(x - left, w, border);
            return has(sy, sx) ? at(sy, sx, k) : 0;
        });
    }

    private static int inside(int i, int size, Op.Border border) {
        return switch (border) {
            case ZERO -> i;
            case EDGE -> Math.max(0, Math.min(size - 1, i));
            case REFLECT -> i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i;
        };
    }

    Plane resize(int newH, int newW, Op.Interpolation interpolation, Op.Coordinates coordinates) {
        return of(newH, newW, c, (y, x, k) -> {
            double py = position(y, h, newH, coordinates);
            double px = position(x, w, newW, coordinates);
            if (interpolation != Op.Interpolation.LINEAR) {
                return at(nearest(py, h, interpolation), nearest(px, w, interpolation), k);
            }
            double cy = Math.max(0, Math.min(h - 1, py));
            double cx = Math.max(0, Math.min(w - 1, px));
            int y0 = (int) Math.floor(cy);
            int x0 = (int) Math.floor(cx);
            int y1 = Math.min(h - 1, y0 + 1);
            int x1 = Math.min(w - 1, x0 + 1);
            double fy = cy - y0;
            double fx = cx - x0;
            return (1 - fy) * ((1 - fx) * at(y0, x0, k) + fx * at(y0, x1, k))
                    + fy * ((1 - fx) * at(y1, x0, k) + fx * at(y1, x1, k));
        });
    }

    private static double position(int i, int in, int out, Op.Coordinates coordinates) {
        return switch (coordinates) {
            case HALF_PIXEL -> (i + 0.5) * in / out - 0.5;
            case ALIGN_CORNERS -> out == 1 ? 0 : (double) i * (in - 1) / (out - 1);
            case ASYMMETRIC -> (double) i * in / out;
        };
    }

    private static int nearest(double position, int size, Op.Interpolation interpolation) {
        double rounded = switch (interpolation) {
            case NEAREST_FLOOR -> Math.floor(position + 1e-9);
            case NEAREST_CEIL -> Math.ceil(position - 1e-9);
            default -> Math.ceil(position - 0.5 - 1e-9);
        };
        return (int) Math.max(0, Math.min(size - 1, rounded));
    }
}
