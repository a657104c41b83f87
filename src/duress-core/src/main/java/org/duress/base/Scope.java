package org.duress.base;

/**
 * Where an image counts, and where it may be attacked. Some pixels count nowhere, neither as truth nor as an answer:
 * those whose label is to be ignored, and those outside the field of view, which are not attacked either. The class map
 * of the truth holds a code in place of their class.
 */
public final class Scope {
    /** In a class map: the label counts nowhere. */
    public static final byte IGNORED = -1;

    /** In a class map: outside the field of view. Nothing is attacked there, and nothing counts. */
    public static final byte OUTSIDE = -2;

    /** Everything counts, and may be attacked. */
    public static final Scope ALL = new Scope(new byte[0]);

    /** A code below 0 where a pixel does not count; empty where all do. */
    private final byte[] codes;

    private Scope(byte[] codes) {
        this.codes = codes;
    }

    /**
     * That of a slice.
     *
     * @param classes of its truth, codes among them; not copied
     */
    public static Scope of(byte[] classes) {
        for (byte code : classes) {
            if (!counts(code)) {
                return new Scope(classes);
            }
        }
        return ALL;
    }

    /** Whether a pixel of a class map counts. */
    public static boolean counts(byte code) {
        return code >= 0;
    }

    /** Whether every pixel counts. */
    public boolean all() {
        return codes.length == 0;
    }

    /** Whether a pixel counts. */
    public boolean counts(int pixel) {
        return all() || counts(codes[pixel]);
    }

    /** Whether a pixel may be attacked: it lies in the field of view. */
    public boolean inside(int pixel) {
        return all() || codes[pixel] != OUTSIDE;
    }

    /**
     * How many pixels may be attacked.
     *
     * @param pixels of the image
     */
    public int inside(int pixels, int channels) {
        if (all()) {
            return pixels * channels;
        }
        int inside = 0;
        for (byte code : codes) {
            inside += code == OUTSIDE ? 0 : channels;
        }
        return inside;
    }

    /** A class map with this scope's codes where pixels do not count; the map itself where all do. */
    public byte[] over(byte[] classes) {
        if (all()) {
            return classes;
        }
        byte[] coded = classes.clone();
        for (int p = 0; p < coded.length; p++) {
            if (!counts(codes[p])) {
                coded[p] = codes[p];
            }
        }
        return coded;
    }

    /** The class map that this is the scope of; empty where every pixel counts. Not to be changed. */
    public byte[] codes() {
        return codes;
    }
}
