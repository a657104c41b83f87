package org.duress.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file names of nnU-Net: images are CASE_0000 (the last four digits count the channels), labels are CASE. */
final class NnUNet {
    private static final Pattern FIRST_CHANNEL = Pattern.compile("_0000(\\.[^.].*)$");
    private static final Pattern CHANNEL = Pattern.compile("_\\d{4}\\.[^.].*$");

    private NnUNet() {}

    /** The label's name for an image's; the same where it is no first channel. */
    static String label(String image) {
        Matcher matcher = FIRST_CHANNEL.matcher(image);
        return matcher.find() ? image.substring(0, matcher.start()) + matcher.group(1) : image;
    }

    /** Whether a file name ends as that of one channel. */
    static boolean channel(String image) {
        return CHANNEL.matcher(image).find();
    }
}
