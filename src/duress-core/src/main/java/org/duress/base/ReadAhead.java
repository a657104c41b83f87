package org.duress.base;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Reads from the temporary file what is worked on next, while something is done with what comes before. It holds what
 * was read of the work that is done and of the next one, and no more; whoever asks for it in the meantime is given it.
 * What cannot be read ends nothing: who asks for it is told why. For one thread.
 */
public final class ReadAhead {
    private final int count;
    private final Reading reading;
    private List<Object> held = List.of();
    private CompletableFuture<List<Object>> next = CompletableFuture.completedFuture(List.of());
    private int begun = -1;

    /** Says what a work needs. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Reads it.
         *
         * @param work its place
         * @param holder is given each array that was read
         */
        void of(int work, Consumer<Object> holder);
    }

    /**
     * Nothing is read yet.
     *
     * @param count how many works there are
     */
    public ReadAhead(int count, Reading reading) {
        this.count = count;
        this.reading = reading;
    }

    /** Begins to read for the next work; what was read for this one is there. */
    public void at(int work) {
        List<Object> ready = begun == work ? next.join() : List.of();
        held = ready;
        begun = work + 1;
        next = begun < count ? begin(begun) : CompletableFuture.completedFuture(List.of());
    }

    private CompletableFuture<List<Object>> begin(int work) {
        return CompletableFuture.supplyAsync(() -> {
            List<Object> read = new ArrayList<>();
            try {
                reading.of(work, read::add);
            } catch (RuntimeException e) {
                // Who asks for it meets the same, and says so.
                return read;
            }
            return read;
        });
    }

    /** Arrays that are held for the work that is done. */
    int held() {
        return held.size();
    }
}
