package org.duress.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that writes a temporary file, as the file's name says it.
 *
 * @param place eight hex digits for a machine since its last start, and the process ids that are seen there;
 *     {@link #NOWHERE} where the system does not tell
 * @param pid process id
 * @param start when the process started, in milliseconds since 1970
 */
public record Writer(String place, long pid, long start) {
    static final String NOWHERE = "00000000";

    /** A process's start is computed from the clock, which may have been set since. */
    private static final Duration CLOCK_SET = Duration.ofMinutes(1);

    /** Nobody here writes one file for as long as this, so that a file this old is left over on any machine. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{8})-(\\d{1,18})-(\\d{1,18})");

    /** This process. */
    public static final Writer THIS = new Writer(
            here(),
            ProcessHandle.current().pid(),
            start(ProcessHandle.current()).orElse(0L));

    /** The writer that a text of {@link #toString} names. */
    public static Optional<Writer> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Writer(
                        matcher.group(1), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    /** Whether it is, or was, a process of this machine, as far as the system tells. */
    public boolean isHere() {
        return !place.equals(NOWHERE) && place.equals(THIS.place);
    }

    /**
     * Whether this writer is known to be dead: a process of this machine that is no more. Of a process elsewhere only
     * age can tell.
     *
     * @param written when its file was last written
     */
    public boolean isGone(Instant written) {
        if (equals(THIS)) {
            return false;
        }
        if (!isHere()) {
            return abandoned(written);
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return true;
        }
        // The system may have given the number to another process by now.
        return start(process.get())
                .map(now -> Math.abs(now - start) > CLOCK_SET.toMillis())
                .orElse(false);
    }

    /** Whether a file was last written so long ago that nobody can be writing it still. */
    static boolean abandoned(Instant written) {
        return written.isBefore(Instant.now().minus(ABANDONED));
    }

    private static Optional<Long> start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli);
    }

    /** Process ids mean something only on one machine, from one start of it to the next, and in one container. */
    private static String here() {
        String where;
        try {
            where = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException noLinux) {
            where = System.getenv("COMPUTERNAME");
        }
        return where == null ? NOWHERE : hash(where);
    }

    private static String hash(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, NOWHERE.length());
    }

    @Override
    public String toString() {
        return place + "-" + pid + "-" + start;
    }
}
