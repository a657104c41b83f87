package org.duress.testkit.planted.flaw;

/** How far a flaw is open at a reading: a degree in [0, 1], and its slope as a gradient sees it. */
public interface Gate {
    /** The degree g at a reading. */
    double open(double reading);

    /** dg / d(reading). */
    double slope(double reading);

    /**
     * A sigmoid with a slope that leads to it: g = sigmoid((T - at) / softness).
     *
     * @param softness above 0, in readings
     */
    record Slope(double at, double softness) implements Gate {
        @Override
        public double open(double reading) {
            return 1 / (1 + Math.exp((at - reading) / softness));
        }

        @Override
        public double slope(double reading) {
            double g = open(reading);
            return g * (1 - g) / softness;
        }

        /** A slope that is all but closed at 0 and all but open at 1.25 {@code at}. */
        public static Slope from(double at) {
            return new Slope(at, at / 12);
        }
    }

    /** Shut below a reading and open from it on. No gradient anywhere. */
    record Step(double at) implements Gate {
        @Override
        public double open(double reading) {
            return reading >= at ? 1 : 0;
        }

        @Override
        public double slope(double reading) {
            return 0;
        }
    }

    /** A sigmoid so steep that its gradient is 0 in floats until the very edge. */
    record Cliff(double at) implements Gate {
        private static final double SOFTNESS = 1e-3;

        @Override
        public double open(double reading) {
            return (float) (1 / (1 + Math.exp((at - reading) / SOFTNESS)));
        }

        @Override
        public double slope(double reading) {
            float g = (float) open(reading);
            return g * (1 - g) / SOFTNESS;
        }
    }

    /** Open between two readings only, so that more is not worse: whoever spends everything goes past it. */
    record Between(double low, double high) implements Gate {
        @Override
        public double open(double reading) {
            return reading >= low && reading <= high ? 1 : 0;
        }

        @Override
        public double slope(double reading) {
            return 0;
        }
    }

    /** Another gate that never opens further than so much. */
    record Capped(Gate gate, double most) implements Gate {
        @Override
        public double open(double reading) {
            return most * gate.open(reading);
        }

        @Override
        public double slope(double reading) {
            return most * gate.slope(reading);
        }
    }

    /**
     * Opens in equal steps from 0 on: it leads there, but no gradient says so.
     *
     * @param at where it is open
     * @param steps so many, the last one at {@code at}
     */
    record Stairs(double at, int steps) implements Gate {
        @Override
        public double open(double reading) {
            return Math.max(0, Math.min(1, Math.floor(steps * reading / at) / steps));
        }

        @Override
        public double slope(double reading) {
            return 0;
        }
    }

    /**
     * Opens and closes in waves: a gradient of any sign, everywhere.
     *
     * @param cycles waves from a reading of 0 to 1
     */
    record Waves(double cycles) implements Gate {
        @Override
        public double open(double reading) {
            return 0.5 - 0.5 * Math.cos(2 * Math.PI * cycles * reading);
        }

        @Override
        public double slope(double reading) {
            return Math.PI * cycles * Math.sin(2 * Math.PI * cycles * reading);
        }
    }
}
