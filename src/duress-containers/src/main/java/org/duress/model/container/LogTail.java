package org.duress.model.container;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The last {@value #LIMIT} bytes of a log. Safe for use by several threads. */
final class LogTail {
    static final int LIMIT = 256 * 1024;

    /** Twice the limit, so that not every line moves all others. */
    private final byte[] bytes = new byte[2 * LIMIT];

    private int size;
    private boolean cut;

    synchronized void add(byte[] more) {
        int from = Math.max(0, more.length - LIMIT);
        int length = more.length - from;
        cut |= from > 0;
        if (size + length > bytes.length) {
            System.arraycopy(bytes, size - LIMIT, bytes, 0, LIMIT);
            size = LIMIT;
            cut = true;
        }
        System.arraycopy(more, from, bytes, size, length);
        size += length;
    }

    /** The text, which begins at a line of its own where earlier ones were left out. */
    synchronized String text() {
        int from = Math.max(0, size - LIMIT);
        String text = new String(Arrays.copyOfRange(bytes, from, size), StandardCharsets.UTF_8);
        if (from == 0 && !cut) {
            return text;
        }
        return "(earlier lines are left out)\n" + text.substring(text.indexOf('\n') + 1);
    }
}
