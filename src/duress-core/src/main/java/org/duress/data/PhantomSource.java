package org.duress.data;

import java.util.function.Consumer;

/** One generated subject. */
record PhantomSource(int index, int slices, int height, int width, long seed) implements SubjectSource {
    @Override
    public String id() {
        return PhantomGenerator.id(index);
    }

    @Override
    public void read(CohortMemory memory, Consumer<RawSlice> into) {
        long bytes = (long) slices * height * width * RawSlice.bytesAPixel(1);
        memory.work(
                bytes,
                "phantom " + id(),
                () -> PhantomGenerator.raw(index, slices, height, width, seed).forEach(into));
    }
}
