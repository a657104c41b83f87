package org.duress.model.preprocess;

/**
 * Subtracts the mean of some values of a strip from all of them and divides by their deviation.
 *
 * @param counts whether a value is one of them
 * @param counted how many are
 * @param flat whether they do not differ, so that the deviation is 1 and does not move
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OwnMoments(boolean[] counts, int counted, double mean, double deviation, boolean flat)
        implements Intensities.Change {
    /** Of those values that count. */
    static OwnMoments of(float[] x, boolean[] counts) {
        double sum = 0;
        int counted = 0;
        for (int i = 0; i < x.length; i++) {
            if (counts[i]) {
                sum += x[i];
                counted++;
            }
        }
        double mean = counted == 0 ? 0 : sum / counted;
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            squares += counts[i] ? (x[i] - mean) * (x[i] - mean) : 0;
        }
        double measured = counted == 0 ? 0 : Math.sqrt(squares / counted);
        boolean flat = !(measured > 0);
        return new OwnMoments(counts, counted, mean, flat ? 1 : measured, flat);
    }

    @Override
    public float of(float x) {
        return (float) ((x - mean) / deviation);
    }

    @Override
    public void pullBack(float[] x, float[] gradient, float[] pulled) {
        double all = 0;
        double along = 0;
        for (int i = 0; i < x.length; i++) {
            all += gradient[i];
            along += gradient[i] * (x[i] - mean) / deviation;
        }
        for (int i = 0; i < x.length; i++) {
            double moved = counts[i] ? all / counted + (flat ? 0 : (x[i] - mean) / deviation * along / counted) : 0;
            pulled[i] = (float) ((gradient[i] - moved) / deviation);
        }
    }
}
