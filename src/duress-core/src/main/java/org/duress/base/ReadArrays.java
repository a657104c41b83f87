package org.duress.base;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that were read from the temporary file, for as long as somebody works on them: none is read, or held, twice.
 * For any number of threads.
 */
final class ReadArrays {
    /** By where they lie. */
    private final ConcurrentSkipListMap<Long, Known> known = new ConcurrentSkipListMap<>();

    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

    private static final class Known extends WeakReference<Object> {
        private final long place;

        Known(long place, Object values, ReferenceQueue<Object> gone) {
            super(values, gone);
            this.place = place;
        }
    }

    /** What was read there; null where nobody works on it any more. */
    @Nullable Object get(long place) {
        Known there = known.get(place);
        return there == null ? null : there.get();
    }

    void add(long place, Object values) {
        for (Reference<?> one = gone.poll(); one != null; one = gone.poll()) {
            if (one instanceof Known garbage) {
                known.remove(garbage.place, garbage);
            }
        }
        known.put(place, new Known(place, values, gone));
    }

    /** Others may be written there from now on. */
    void forget(long from, long bytes) {
        known.subMap(from, from + bytes).clear();
    }
}
