package org.duress.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What two pieces of work came to that have nothing to do with each other: passes through networks, say, which together
 * keep more threads busy than each of them does.
 *
 * @param own of the one that was done by the thread that called
 * @param other of the other one
 */
public record Beside<A, B>(A own, B other) {
    /**
     * Does two works beside each other where that is faster. Neither may touch what the other does.
     *
     * @param own is done by the thread that calls
     */
    public static <A, B> Beside<A, B> both(Supplier<A> own, Supplier<B> other) {
        List<@Nullable Object> made = new ArrayList<>(Collections.nCopies(2, null));
        Engines.only().sideBySide(2, i -> made.set(i, i == 0 ? own.get() : other.get()));
        @SuppressWarnings("unchecked") // nobody else has put anything into it
        Beside<A, B> both = new Beside<>((A) made.get(0), (B) made.get(1));
        return both;
    }
}
