package org.duress.shift;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.duress.spec.ShiftsSpec;

/**
 * How much a shift changes at each severity.
 *
 * @param phrase what is done, for a sentence, with {@code #} in the place of the amount: {@code noise of # HU}
 * @param unit of the amounts, for tables
 * @param source whose definition it is, for tables
 * @param amounts at severities 1 to 5
 */
public record Severities(String phrase, String unit, String source, List<Double> amounts) {
    public Severities {
        amounts = List.copyOf(amounts);
        if (amounts.size() != ShiftsSpec.SEVERITIES) {
            throw new IllegalArgumentException("there are " + ShiftsSpec.SEVERITIES + " severities, not " + amounts);
        }
    }

    static Severities of(String phrase, String unit, String source, double... amounts) {
        return new Severities(
                phrase, unit, source, Arrays.stream(amounts).boxed().toList());
    }

    /**
     * The amount at a severity.
     *
     * @param severity from 1 to 5
     */
    public double at(int severity) {
        if (severity < 1 || severity > amounts.size()) {
            throw new IllegalArgumentException(
                    "a severity is a whole number from 1 to " + amounts.size() + ", not " + severity);
        }
        return amounts.get(severity - 1);
    }

    /** What is done at a severity: {@code noise of 30 HU}. */
    public String words(int severity) {
        return phrase.replace("#", written(at(severity)));
    }

    /** An amount without needless digits. */
    public static String written(double amount) {
        return amount == Math.rint(amount)
                ? String.format(Locale.ROOT, "%.0f", amount)
                : String.valueOf((float) amount);
    }
}
