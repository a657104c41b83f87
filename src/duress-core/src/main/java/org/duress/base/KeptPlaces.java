package org.duress.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Arrays that are put away to the end of a run, and of which nothing more is held but what of them is on the heap: who
 * has written down an array's place, a number, can have it again. So there may be many. Mutable, for one thread.
 */
public final class KeptPlaces {
    private final List<Kept<?>> onHeap = new ArrayList<>();

    /** Those of the file by where they begin; each stays as long as this does. */
    private final TreeMap<Long, Page> pages = new TreeMap<>();

    /**
     * Puts numbers away.
     *
     * @return their place
     * @throws org.duress.EnvironmentException if they cannot be written
     */
    public long of(KeptFloats kept) {
        return place(kept);
    }

    /** The same for bytes. */
    public long of(KeptBytes kept) {
        return place(kept);
    }

    private long place(Kept<?> kept) {
        kept.keepLong();
        if (!(kept.place() instanceof Page page)) {
            onHeap.add(kept);
            return -onHeap.size();
        }
        pages.put(page.from(), page);
        return page.from() + kept.offset();
    }

    /**
     * Numbers that were put away.
     *
     * @param length how many there are
     */
    public KeptFloats floats(long place, int length) {
        if (place < 0) {
            return (KeptFloats) onHeap.get((int) (-place - 1));
        }
        Page page = page(place);
        return new KeptFloats(page, (int) (place - page.from()), length);
    }

    /** The same for bytes. */
    public KeptBytes bytes(long place, int length) {
        if (place < 0) {
            return (KeptBytes) onHeap.get((int) (-place - 1));
        }
        Page page = page(place);
        return new KeptBytes(page, (int) (place - page.from()), length);
    }

    private Page page(long place) {
        return Objects.requireNonNull(pages.floorEntry(place)).getValue();
    }

    /** Arrays of which something is on the heap: those of its share, and pages of the others. */
    int held() {
        return onHeap.size() + pages.size();
    }
}
