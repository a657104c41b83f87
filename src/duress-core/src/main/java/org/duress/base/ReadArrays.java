package org.duress.base;

import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that were read from the temporary file, for as long as somebody works on them: a large one is never read, or
 * held, twice. Of small ones, which may be many, a few hundred are known, so that nothing is left of the others. For
 * any number of threads.
 */
final class ReadArrays {
    private static final int SMALL = 256;

    /** By where they lie. */
    private final ConcurrentSkipListMap<Long, Known> large = new ConcurrentSkipListMap<>();

    private final AtomicReferenceArray<@Nullable Known> small = new AtomicReferenceArray<>(SMALL);

    private static final class Known extends WeakReference<Object> {
        private final long place;

        Known(long place, Object values) {
            super(values);
            this.place = place;
        }
    }

    /** What was read there; null where nobody works on it any more, or it is not known. */
    @Nullable
    Object get(long place, boolean isLarge) {
        Known there = isLarge ? large.get(place) : small.get(slot(place));
        return there == null || there.place != place ? null : there.get();
    }

    void add(long place, Object values, boolean isLarge) {
        Known known = new Known(place, values);
        if (isLarge) {
            large.values().removeIf(other -> other.refersTo(null));
            large.put(place, known);
        } else {
            small.set(slot(place), known);
        }
    }

    /** Others may be written there from now on. */
    void forget(long from, long bytes) {
        large.subMap(from, from + bytes).clear();
        for (int slot = 0; slot < SMALL; slot++) {
            Known known = small.get(slot);
            if (known != null && known.place >= from && known.place < from + bytes) {
                small.compareAndSet(slot, known, null);
            }
        }
    }

    private static int slot(long place) {
        return (int) ((place * 0x9E3779B97F4A7C15L) >>> 56);
    }
}
