package org.duress.testkit.planted.panel;

import java.util.List;
import java.util.stream.Stream;

/** The kinds that there are. */
public final class Panel {
    private Panel() {}

    /** All of them, those of the first half first. */
    public static List<Kind> kinds() {
        return Stream.concat(KindsBefore.all().stream(), KindsAfter.all().stream())
                .toList();
    }
}
