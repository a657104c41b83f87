package org.duress.data;

import java.util.function.Consumer;

/** One subject's files, read slice by slice so that a volume is never held at full size longer than needed. */
interface SubjectSource {
    String id();

    /** Whether its slices are of one scan; otherwise each was read from a picture of its own. */
    default boolean scan() {
        return true;
    }

    /**
     * The subject's field of view, where a cohort has a folder of them.
     *
     * @param memory is asked before anything large is allocated
     * @throws org.duress.DuressException if there is none, or it cannot be read
     */
    default Mask mask(Folder masks, CohortMemory memory) {
        throw new IllegalStateException("subject " + id() + " has no files, and so no mask");
    }

    /**
     * Hands over every slice in axial order.
     *
     * @param memory is asked before anything large is allocated
     * @throws org.duress.DuressException if a file cannot be read
     */
    void read(CohortMemory memory, Consumer<RawSlice> into);
}
