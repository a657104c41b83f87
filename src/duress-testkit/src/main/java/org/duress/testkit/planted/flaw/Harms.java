package org.duress.testkit.planted.flaw;

import java.util.Set;

/** The harms that there are. */
public final class Harms {
    private Harms() {}

    /** Some organs become background. */
    public static Harm lose(Set<Integer> organs) {
        return new Renamed(organs, 0);
    }

    /**
     * Pixels of some classes are called another.
     *
     * @param from classes whose pixels are hit
     * @param to what they are called
     */
    private record Renamed(Set<Integer> from, int to) implements Harm {
        @Override
        public float[] done(float[] answer, int classes, int slice) {
            float[] out = answer.clone();
            for (int p = 0; p < out.length; p += classes) {
                for (int c : from) {
                    out[p + to] += out[p + c];
                    out[p + c] = 0;
                }
            }
            return out;
        }

        @Override
        public float[] adjoint(float[] gradient, int classes, int slice) {
            float[] out = gradient.clone();
            for (int p = 0; p < out.length; p += classes) {
                for (int c : from) {
                    out[p + c] = gradient[p + to];
                }
            }
            return out;
        }
    }

    /** Two organs change names. Its own adjoint. */
    public static Harm swap(int one, int other) {
        return new Swapped(one, other);
    }

    private record Swapped(int one, int other) implements Harm {
        @Override
        public float[] done(float[] answer, int classes, int slice) {
            float[] out = answer.clone();
            for (int p = 0; p < out.length; p += classes) {
                out[p + one] = answer[p + other];
                out[p + other] = answer[p + one];
            }
            return out;
        }

        @Override
        public float[] adjoint(float[] gradient, int classes, int slice) {
            return done(gradient, classes, slice);
        }
    }

    /**
     * An organ is drawn where a mask is, whatever is there.
     *
     * @param masks in [0, 1], one array of pixels a slice
     */
    public static Harm draw(int organ, float[][] masks) {
        return new Painted(organ, masks);
    }

    /** An organ is only seen where a mask is, and background elsewhere. */
    public static Harm keepWithin(int organ, float[][] masks) {
        return new Cropped(organ, masks);
    }

    private record Painted(int organ, float[][] masks) implements Harm {
        @Override
        public float[] done(float[] answer, int classes, int slice) {
            float[] out = adjoint(answer, classes, slice);
            for (int p = 0; p < masks[slice].length; p++) {
                out[p * classes + organ] += masks[slice][p];
            }
            return out;
        }

        @Override
        public float[] adjoint(float[] gradient, int classes, int slice) {
            float[] out = gradient.clone();
            for (int i = 0; i < out.length; i++) {
                out[i] *= 1 - masks[slice][i / classes];
            }
            return out;
        }
    }

    private record Cropped(int organ, float[][] masks) implements Harm {
        @Override
        public float[] done(float[] answer, int classes, int slice) {
            float[] out = answer.clone();
            for (int p = 0; p < masks[slice].length; p++) {
                float lost = (1 - masks[slice][p]) * out[p * classes + organ];
                out[p * classes + organ] -= lost;
                out[p * classes] += lost;
            }
            return out;
        }

        @Override
        public float[] adjoint(float[] gradient, int classes, int slice) {
            float[] out = gradient.clone();
            for (int p = 0; p < masks[slice].length; p++) {
                float kept = masks[slice][p];
                out[p * classes + organ] = kept * gradient[p * classes + organ] + (1 - kept) * gradient[p * classes];
            }
            return out;
        }
    }

    /**
     * Everything is drawn so many pixels away from where it is.
     *
     * @param side of the image
     * @param right columns
     * @param down rows
     */
    public static Harm shift(int side, int right, int down) {
        return new Shifted(side, right, down);
    }

    private record Shifted(int side, int right, int down) implements Harm {
        /** Where a pixel's answer comes from; -1 outside the image. */
        private int source(int p) {
            int y = p / side - down;
            int x = p % side - right;
            return y < 0 || x < 0 || y >= side || x >= side ? -1 : y * side + x;
        }

        @Override
        public float[] done(float[] answer, int classes, int slice) {
            float[] out = new float[answer.length];
            for (int p = 0; p < answer.length / classes; p++) {
                int from = source(p);
                if (from < 0) {
                    out[p * classes] = 1;
                } else {
                    System.arraycopy(answer, from * classes, out, p * classes, classes);
                }
            }
            return out;
        }

        @Override
        public float[] adjoint(float[] gradient, int classes, int slice) {
            float[] out = new float[gradient.length];
            for (int p = 0; p < gradient.length / classes; p++) {
                int from = source(p);
                if (from >= 0) {
                    System.arraycopy(gradient, p * classes, out, from * classes, classes);
                }
            }
            return out;
        }
    }
}
