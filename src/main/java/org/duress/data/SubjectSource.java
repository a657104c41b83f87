package org.duress.data;

import java.util.function.Consumer;

/** One subject's files, read slice by slice so that a volume is never held at full size longer than needed. */
interface SubjectSource {
    String id();

    /**
     * Hands over every slice in axial order.
     *
     * @throws org.duress.DuressException if a file cannot be read
     */
    void read(Consumer<RawSlice> into);
}
