package org.duress.store;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.duress.base.Sha256;
import org.duress.spec.DuressProperties;

/** Names of files and folders for texts that users chose, such as the names of specs. */
public final class FileNames {
    private static final int LONGEST = 80;
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");
    private static final Pattern DEVICE = Pattern.compile("(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");

    /** Names that live in the reports folder beside the specs. */
    private static final Set<String> REPORTS =
            Set.of("allure", "allure-results", "example", "readme.md", DuressProperties.SHARDS);

    private FileNames() {}

    /** The folder of a spec's reports, a direct child of that of all reports. */
    public static String ofReport(String spec) {
        return safe(spec, REPORTS);
    }

    /**
     * A name without separators that is safe on every file system, for any text: the text itself where it is safe; any
     * other is made safe and told apart by eight hex digits of its hash.
     *
     * @param taken names, in lower case, that something else has
     */
    public static String safe(String text, Set<String> taken) {
        String safe = UNSAFE.matcher(text).replaceAll("_");
        if (safe.startsWith(".")) {
            safe = "_" + safe.substring(1);
        }
        if (safe.endsWith(".")) {
            safe = safe.substring(0, safe.length() - 1) + "_";
        }
        if (safe.length() > LONGEST) {
            safe = safe.substring(0, LONGEST);
        }
        String lower = safe.toLowerCase(Locale.ROOT);
        boolean unusable =
                safe.isEmpty() || taken.contains(lower) || DEVICE.matcher(lower).matches();
        return safe.equals(text) && !unusable ? safe : "_" + safe + "-" + hash(text);
    }

    private static String hash(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    }
}
