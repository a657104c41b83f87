package org.duress.testserver;

import java.util.Locale;

/**
 * What the server can do wrong, on purpose. On the command line {@code --fault=slow=200}, and of those that happen to
 * an infer request {@code --fault=slow=200x3} for the first three of them only. Infer requests are counted from 1,
 * whatever comes of them.
 */
enum Fault {
    /** 503 for this many milliseconds, save to {@code /v2} and {@code /v2/health/live}. */
    READY_AFTER(true),
    /** 503 for ever, save to {@code /v2} and {@code /v2/health/live}. */
    NEVER_READY(false),
    /** This many milliseconds pass before an infer request is answered. */
    SLOW(true),
    /** An error object with this status. */
    STATUS(true),
    /** Half of the body that Content-Length promises, then the connection is closed. */
    CLOSE_MID_BODY(false),
    /** One class too few, in shape and data. */
    WRONG_SHAPE(false),
    /** One of the numbers is NaN; in JSON it is written as Python does. */
    NAN(false),
    /** Probabilities that are blurred by another amount each time, the largest of them by more than 1e-3. */
    RANDOM(false),
    /**
     * The process halts with code 3 in the middle of its answer to this infer request; with 0 it does so at once,
     * before it listens.
     */
    DIE_AFTER(true),
    /** From this infer request on the answers are another model's: class c has what class c - 1 had. */
    SWAP_AFTER(true),
    /** Every image of a batch is answered with what the model says of the first. */
    BATCH_FIRST_ONLY(false),
    /** From this infer request on the images of a batch are answered in reverse order. */
    PERMUTED_AFTER(true),
    /**
     * Two infer requests of one shape that are under way at once are answered with each other's tensors, under their
     * own ids.
     */
    SWAPPED(false),
    /** The answer says that it is another request's. */
    WRONG_ID(false),
    /** The answer does not say whose it is, which the protocol allows. */
    NO_ID(false),
    /** The extension for binary tensor data is unknown: not listed, not read, not written. */
    NO_BINARY(false),
    /** 400 for a batch larger than this. */
    MAX_BATCH(true),
    /** A body without an end. */
    ENDLESS(false),
    /** An infer request is read and never answered. */
    HANG(false),
    /** Not wrong, but without a gradient: 1 for the most probable class, 0 for the others. */
    HARD(false);

    private final boolean numbered;

    Fault(boolean numbered) {
        this.numbered = numbered;
    }

    /** Whether a number belongs to it, as in {@code slow=200}. */
    boolean numbered() {
        return numbered;
    }

    /** As on the command line. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
