package org.duress.attack.vaegan;

/** What an encoder sees of the pixels of a batch, written where it is wanted: of a large volume never all at once. */
interface Seen {
    /**
     * Writes some pixels of an image.
     *
     * @param image its place in the batch
     * @param first the first of them, row-major
     * @param count how many, one after another
     * @param to receives {@code [count, channels]}
     * @param from where in it
     */
    void write(int image, int first, int count, float[] to, int from);
}
