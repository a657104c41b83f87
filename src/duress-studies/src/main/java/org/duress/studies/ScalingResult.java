package org.duress.studies;

import java.util.Locale;

/**
 * What a gate of the scaling study took.
 *
 * @param seconds on the clock
 * @param heap bytes, the most that were in use right after a collection
 * @param resident bytes, the most that the process had (VmHWM); not a number where the system does not tell
 * @param verdict what came of it
 */
record ScalingResult(ScalingRow row, double seconds, double heap, double resident, String verdict) {
    static final String HEAD = """
            | image | slices | organs | model | contenders | time [s] | heap [MB] | VmHWM [MB] |
            |---|---|---|---|---|---|---|---|
            """;

    private static final double MB = 1e6;

    /** From what {@link #line} wrote. */
    static ScalingResult of(ScalingRow row, String line) {
        String[] numbers = line.split(" ", -1);
        return new ScalingResult(
                row,
                Double.parseDouble(numbers[0]),
                Double.parseDouble(numbers[1]),
                Double.parseDouble(numbers[2]),
                numbers[3]);
    }

    /** For the process that asked. */
    String line() {
        return seconds + " " + heap + " " + resident + " " + verdict;
    }

    double heapMegabytes() {
        return heap / MB;
    }

    double residentMegabytes() {
        return resident / MB;
    }

    /** A row of the table. */
    String cells() {
        DiscCohort discs = row.discs();
        return String.format(
                Locale.ROOT,
                "| %d x %d | %,d | %d | %s | %s | %.0f | %.0f | %.0f |",
                discs.size(),
                discs.size(),
                discs.slices(),
                discs.organs(),
                row.network() ? "U-Net" : "levels",
                row.names(),
                seconds,
                heapMegabytes(),
                residentMegabytes());
    }
}
