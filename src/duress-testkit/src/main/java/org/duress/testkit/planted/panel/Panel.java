package org.duress.testkit.planted.panel;

import java.util.List;

/** The kinds that there are. */
public final class Panel {
    private Panel() {}

    /** All of them, those of the first half first. */
    public static List<Kind> kinds() {
        return KindsBefore.all();
    }
}
