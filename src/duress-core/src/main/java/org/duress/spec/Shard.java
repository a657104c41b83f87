package org.duress.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duress.DuressException;

/**
 * A share of the gate subjects, for one of several machines: every so manieth of them, which makes shares of about one
 * size. Where there are more shares than subjects, some have none.
 *
 * @param number which of them, from 1
 * @param of how many there are
 */
public record Shard(int number, int of) {
    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,5})/([1-9]\\d{0,5})");

    public Shard {
        if (number < 1 || number > of) {
            throw new IllegalArgumentException("there is no shard " + number + " of " + of);
        }
    }

    /**
     * Understands a text such as {@code 2/8}.
     *
     * @throws DuressException if it is another
     */
    public static Shard parse(String text) {
        Matcher shard = TEXT.matcher(text.strip());
        if (!shard.matches() || Integer.parseInt(shard.group(1)) > Integer.parseInt(shard.group(2))) {
            throw new DuressException(DuressProperties.SHARD
                    + " must be one of so many shares, from 1/8 to 8/8 where there are eight, not '" + text + "'");
        }
        return new Shard(Integer.parseInt(shard.group(1)), Integer.parseInt(shard.group(2)));
    }

    /**
     * Whether a subject is one of its own.
     *
     * @param subject place among the gate subjects, from 0
     */
    public boolean has(int subject) {
        return subject % of == number - 1;
    }

    /** As {@link #parse} understands it. */
    @Override
    public String toString() {
        return number + "/" + of;
    }
}
