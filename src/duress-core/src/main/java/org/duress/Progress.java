package org.duress;

/** Hears how the work goes; the one way that news leaves the inner rooms. Called on the working thread. */
@FunctionalInterface
public interface Progress {
    Progress SILENT = (phase, done, total, detail) -> {};

    /**
     * A step has ended.
     *
     * @param phase what is being done, for example {@code train attacker}
     * @param done steps done
     * @param total most steps there can be
     * @param detail a few numbers for a human reader
     */
    void step(String phase, int done, int total, String detail);

    /**
     * Something a reader of the report should know although it decides nothing, for example that a stored attacker was
     * damaged and is trained again.
     *
     * @param sentence one sentence
     */
    default void warn(String sentence) {
        step("warning", 0, 1, sentence);
    }
}
