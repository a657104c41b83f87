package org.duress.shift;

import java.util.Random;

/**
 * Rings about the centre of the plane: one detector element of eight is off, by a normally distributed number of
 * deviation a, in HU. A ring is as wide as a pixel.
 */
final class Ring implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "rings of # HU",
            "HU, standard deviation",
            "drawn; appearance as in Barrett and Keat 2004",
            10,
            20,
            40,
            80,
            120);

    private static final int ONE_OF = 8;

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        Random random = draws.ofScan();
        Lengths lengths = channel.lengths();
        double middleRow = (channel.rows() - 1) / 2.0;
        double middleColumn = (channel.columns() - 1) / 2.0;
        double furthest = Math.hypot(middleRow * lengths.row(), middleColumn * lengths.column());
        double[] off = new double[(int) (furthest / lengths.finest()) + 1];
        for (int element = 0; element < off.length; element++) {
            double by = random.nextGaussian();
            off[element] = random.nextInt(ONE_OF) == 0 ? by : 0;
        }
        double height = channel.hounsfield(amount);
        return OwnRange.held(
                channel.each((value, z, y, x) -> {
                    double away = Math.hypot((y - middleRow) * lengths.row(), (x - middleColumn) * lengths.column());
                    return value + height * off[Math.min(off.length - 1, (int) (away / lengths.finest()))];
                }),
                channel);
    }
}
