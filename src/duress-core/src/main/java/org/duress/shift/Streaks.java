package org.duress.shift;

import java.util.Random;

/**
 * Eight lines through one place, bright and dark in turn, a HU high there and fainter away from it, as of metal or
 * of too few photons: a sum of exp(-d^2 / 2 w^2) / (1 + r / 60 mm) with d from the line, r from the place, and w
 * = 1 mm + 0.02 r. A drawing, not a simulation of a scanner.
 */
final class Streaks implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "streaks of # HU",
            "HU, height at their origin",
            "drawn; appearance as in Barrett and Keat 2004",
            25,
            50,
            80,
            150,
            300);

    private static final int LINES = 8;
    private static final double FAINTER = 60;
    private static final double WIDTH = 1;
    private static final double WIDER = 0.02;

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        Random random = draws.ofScan();
        double column = (0.25 + 0.5 * random.nextDouble()) * channel.columns();
        double row = (0.25 + 0.5 * random.nextDouble()) * channel.rows();
        double[] sines = new double[LINES];
        double[] cosines = new double[LINES];
        for (int k = 0; k < LINES; k++) {
            double direction = Math.PI * (k + random.nextDouble()) / LINES;
            sines[k] = Math.sin(direction);
            cosines[k] = Math.cos(direction);
        }
        double height = channel.hounsfield(amount);
        return OwnRange.held(
                channel.each((value, z, y, x) -> {
                    double across = (x - column) * channel.lengths().column();
                    double down = (y - row) * channel.lengths().row();
                    double away = Math.sqrt(across * across + down * down);
                    double width = WIDTH + WIDER * away;
                    double sum = 0;
                    for (int k = 0; k < LINES; k++) {
                        double distance = (across * sines[k] - down * cosines[k]) / width;
                        sum += (k % 2 == 0 ? 1 : -1) * Math.exp(-0.5 * distance * distance);
                    }
                    return value + height * sum / (1 + away / FAINTER);
                }),
                channel);
    }
}
