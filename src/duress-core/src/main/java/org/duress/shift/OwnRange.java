package org.duress.shift;

/** What computed tomography shows ends where its window ends: what is changed stays between the image's extremes. */
final class OwnRange {
    private OwnRange() {}

    /** The same values, in place. */
    static float[] held(float[] changed, Channel channel) {
        float least = channel.least();
        float most = channel.most();
        for (int p = 0; p < changed.length; p++) {
            changed[p] = Math.max(least, Math.min(most, changed[p]));
        }
        return changed;
    }
}
