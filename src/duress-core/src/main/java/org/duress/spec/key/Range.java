package org.duress.spec.key;

/**
 * The whole numbers that a setting may be. An upper end is far above what is of use and far below what would fill the
 * memory, overflow a product or run for years: a slip of the keyboard is found here, not by the machine.
 *
 * @param reason why no more, the end of a sentence
 */
public record Range(int least, int most, String reason) {
    /**
     * Steps, questions and the like: at a millisecond each, a million is a quarter of an hour; at a second, twelve
     * days.
     */
    public static final Range STEPS = new Range(1, 1_000_000, "more would take days");

    /** The same for a detector, which may be left out. */
    public static final Range DETECTOR_STEPS = new Range(0, 100_000, "more would take days");

    /** Tries within a step, or of one image. */
    public static final Range TRIES = new Range(1, 1_000, "more would take days");

    /** Fields that are tried in one place after another: fewer leave most of an image untouched. */
    public static final Range BUMPS = new Range(16, 10_000, "more would take days");

    public static final Range COPIES = new Range(0, 1_000, "more would not fit into memory");

    /** Images computed at once: a GPU's memory is full long before. */
    public static final Range BATCH = new Range(1, 1_024, "more images at once would not fit into memory");

    /** Pixels of a side: no scanner gives more, and what is computed of it would not fit into memory. */
    public static final Range SIDE = new Range(1, 4_096, "no slice is larger");

    public static final Range PIXELS = new Range(0, 1 << 28, "no volume has more voxels");

    public static final Range SUBJECTS = new Range(1, 10_000, "no cohort has more");

    public static final Range SLICES = new Range(1, 10_000, "no subject has more");

    /** Requests under way: each has a thread and a connection of its own. */
    public static final Range IN_FLIGHT = new Range(1, 256, "each request has a connection of its own");

    public static final Range RETRIES = new Range(0, 1_000, "more would hide that the server is broken");

    /** A day. */
    public static final Range SECONDS = new Range(1, 86_400, "that is a day");

    /** Label ids and classes; atlases have some hundred. */
    public static final Range LABELS = new Range(1, 1 << 24, "no label map has larger ids");

    /** Classes of a class map, which has a byte for each pixel; a background and an organ are two. */
    public static final Range CLASS_COUNT = new Range(2, 127, "a class map of Duress holds no more");

    public static final Range CHANNELS = new Range(1, 1_024, "no image has more");

    public static final Range CLASSES = new Range(1, 1 << 16, "no model has more classes");

    /** As a message says it after "must be". */
    String words() {
        return "a whole number from " + least + " to " + most;
    }

    boolean holds(long number) {
        return least <= number && number <= most;
    }
}
