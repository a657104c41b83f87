package org.duress.studies;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a gate's time and memory are measured against: rows that differ in one thing alone. */
enum ScalingGroup {
    SIZE("128m", "64,20,4,random", "128,20,4,random", "256,20,4,random", "512,20,4,random"),
    SLICES("128m", "32,10,4,random", "32,100,4,random", "32,1000,4,random", "32,10000,4,random"),
    ORGANS("128m", "64,40,1,random", "64,40,4,random", "64,40,10,random", "64,40,30,random"),
    CONTENDERS(
            "128m",
            "64,40,4,random",
            "64,40,4,gradient",
            "64,40,4,bumps",
            "64,40,4,query",
            "64,40,4,vaegan",
            "64,40,4,default"),
    NETWORK("1g", "512,4,4,unet,default");

    private final String heap;
    private final List<ScalingRow> rows;

    ScalingGroup(String heap, String... rows) {
        this.heap = heap;
        this.rows = Stream.of(rows).map(ScalingRow::of).toList();
    }

    /** As {@code -Xmx} takes it. */
    String heap() {
        return heap;
    }

    List<ScalingRow> rows() {
        return rows;
    }

    /** As arguments name it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What its rows differ in: their place on the axis. */
    String place(ScalingRow row) {
        return switch (this) {
            case SIZE, NETWORK -> String.valueOf(row.discs().size());
            case SLICES -> String.format(Locale.ROOT, "%,d", row.discs().slices());
            case ORGANS -> String.valueOf(row.discs().organs());
            case CONTENDERS -> row.names();
        };
    }
}
