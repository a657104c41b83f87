package org.duress.dataset;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Names of an image's files, one a channel, as nnU-Net has them: {@code CASE_0000}, {@code CASE_0001}. */
public final class ImageNames {
    private ImageNames() {}

    /** Where an image of one channel is named as its labels are. */
    public static List<String> of(String name, String ending, int channels) {
        return channels == 1 ? List.of(name + ending) : numbered(name, ending, channels);
    }

    /** Where one channel has a number too. */
    static List<String> numbered(String name, String ending, int channels) {
        return IntStream.range(0, channels)
                .mapToObj(channel -> String.format(Locale.ROOT, "%s_%04d%s", name, channel, ending))
                .toList();
    }
}
