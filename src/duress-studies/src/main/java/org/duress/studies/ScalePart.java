package org.duress.studies;

/** What the time of a gate goes into. */
enum ScalePart {
    /** The machine's start: JVM, classes, native libraries. */
    START("start"),
    /** Model and data. */
    OPEN("open"),
    /** The clean slices. */
    BASELINE("baseline"),
    /** The attacker, unless it is in the store. */
    TRAIN("train"),
    /** One sample a slice. */
    LOOK("first look"),
    /** Everything on each slice, or reading what others did. */
    ATTACK("attack"),
    /** What hurt most on all slices, and the canaries. */
    SHARE("on all, canaries"),
    /** Evidence, verdict, counterexamples. */
    JUDGE("judge");

    private final String words;

    ScalePart(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
