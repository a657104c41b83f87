package org.duress.spec;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which files hold the channels of a cohort's images. */
public sealed interface ChannelFiles {
    /** One file holds all channels of an image: the fourth axis of a NIfTI, the colours of a PNG. */
    record Together() implements ChannelFiles {}

    /**
     * A folder holds each channel, and the file of an image has one name in all of them.
     *
     * @param folders by the names of the channels, in the model's order; at least one
     */
    record Folders(Map<String, Path> folders) implements ChannelFiles {
        public Folders {
            folders = Collections.unmodifiableMap(new LinkedHashMap<>(folders));
        }
    }

    /**
     * The files of an image lie in one folder, and differ in what their names end in.
     *
     * @param suffixes in the model's order, as in {@code _0000}; at least one
     */
    record Suffixes(List<String> suffixes) implements ChannelFiles {
        public Suffixes {
            suffixes = List.copyOf(suffixes);
        }
    }
}
