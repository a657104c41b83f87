package org.duress.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Names of channels that nobody named. */
final class ChannelNames {
    static final List<String> COLOURS = List.of("r", "g", "b");

    private static final String NUMBERED = "channel ";

    private ChannelNames() {}

    /** "channel 1", "channel 2", ... */
    static List<String> numbered(int channels) {
        return IntStream.rangeClosed(1, channels).mapToObj(i -> NUMBERED + i).toList();
    }

    /** "1 channel", "3 channels". */
    static String count(int channels) {
        return channels + (channels == 1 ? " channel" : " channels");
    }

    /** As a message names it: "channel 2", "channel t1". */
    static String spoken(String name) {
        return name.startsWith(NUMBERED) ? name : NUMBERED + name;
    }

    /**
     * Of a slice with those below and above it, from below: "z-1", "z", "z+1", each behind the channel's own name where
     * there are several.
     */
    static List<String> stacked(List<String> names, int neighbours) {
        if (neighbours == 0) {
            return names;
        }
        List<String> stacked = new ArrayList<>();
        for (int k = -neighbours; k <= neighbours; k++) {
            String place = k == 0 ? "z" : "z" + (k < 0 ? "" : "+") + k;
            names.forEach(name -> stacked.add(names.size() == 1 ? place : name + " " + place));
        }
        return stacked;
    }
}
