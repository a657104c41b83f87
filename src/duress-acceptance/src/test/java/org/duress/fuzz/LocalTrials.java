package org.duress.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.fuzz.Outcome.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Opens files in this JVM, on a thread of their own.
 *
 * <p>Two measures that do not depend on what else the machine does: the thread's own processor time, which leaves out
 * waiting and garbage collection; and the bytes it has allocated on the heap, alive or not. The latter is more than the
 * peak, never less, for what the thread allocates itself. Neither sees native memory or other threads: a parser that
 * can take those is bounded by the heap of a JVM of its own ({@link FuzzTarget#alone}).
 */
final class LocalTrials implements Trials {
    /** Longest that opening a mutant may compute. */
    static final long MOST_MILLIS = 5_000;

    /** Most that opening a mutant may allocate beyond a file's own size. */
    static final long MOST_BYTES = 256L << 20;

    /** When a thread is given up: it may compute for {@link #MOST_MILLIS}, and a busy machine may make it wait. */
    private static final long HANGS_AFTER_SECONDS = 90;

    private static final int LONGEST_SENTENCE = 1_010;

    /** What belongs into a cause, not into a sentence. */
    private static final Pattern RAW =
            Pattern.compile("\\b(java|javax|com|org)\\.[a-z]+\\.\\S*(Exception|Error)|\\(null\\)|: null$");

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final FuzzTarget target;
    private final long mostMillis;
    private final Path folder;
    private ExecutorService thread = fresh();
    private volatile @Nullable Thread running;

    LocalTrials(FuzzTarget target) throws IOException {
        this(target, MOST_MILLIS);
    }

    LocalTrials(FuzzTarget target, long mostMillis) throws IOException {
        this.target = target;
        this.mostMillis = mostMillis;
        this.folder = Files.createTempDirectory("fuzz");
    }

    private static ExecutorService fresh() {
        return Executors.newSingleThreadExecutor(work -> {
            Thread worker = new Thread(work, "fuzz");
            worker.setDaemon(true);
            return worker;
        });
    }

    @Override
    public Outcome open(byte[] bytes) throws IOException, InterruptedException {
        Path own = Files.createTempDirectory(folder, "mutant");
        Path file = own.resolve("mutant" + target.suffix());
        Files.write(file, bytes);
        Future<Outcome> outcome = thread.submit(() -> opened(file, bytes.length));
        try {
            return outcome.get(HANGS_AFTER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            Thread hanging = running;
            String where = hanging == null ? "" : where(hanging.getStackTrace());
            thread.shutdownNow();
            thread = fresh();
            return Outcome.failed("hangs" + where);
        } catch (ExecutionException e) {
            return Outcome.failed("cannot be tried: " + e.getCause());
        } finally {
            delete(own);
        }
    }

    private Outcome opened(Path file, int length) {
        running = Thread.currentThread();
        long id = Thread.currentThread().getId();
        long bytesBefore = THREADS.getThreadAllocatedBytes(id);
        long nanosBefore = THREADS.getCurrentThreadCpuTime();
        Kind kind = Kind.ACCEPTED;
        String sentence = "";
        try {
            target.opening().open(file);
        } catch (DuressException e) {
            sentence = String.valueOf(e.getMessage());
            String wrong = wrong(sentence);
            kind = wrong.isEmpty() ? Kind.REFUSED : Kind.FAILED;
            sentence = wrong + sentence;
        } catch (Throwable e) {
            kind = Kind.FAILED;
            sentence = "raw " + e.getClass().getSimpleName() + where(e.getStackTrace()) + ": " + e.getMessage();
        }
        long millis = (THREADS.getCurrentThreadCpuTime() - nanosBefore) / 1_000_000;
        long bytes = THREADS.getThreadAllocatedBytes(id) - bytesBefore;
        if (millis > mostMillis) {
            kind = Kind.FAILED;
            sentence = "slow, " + millis + " ms: " + sentence;
        }
        if (bytes > MOST_BYTES + length) {
            kind = Kind.FAILED;
            sentence = "large, " + (bytes >> 20) + " MB: " + sentence;
        }
        return new Outcome(kind, sentence, millis, bytes);
    }

    /** Why this is no sentence for a user; empty where it is one. */
    private static String wrong(String sentence) {
        if (sentence.isBlank() || sentence.equals("null")) {
            return "an empty sentence";
        }
        if (sentence.chars().anyMatch(Character::isISOControl)) {
            return "a sentence of several lines, or with control characters: ";
        }
        if (sentence.length() > LONGEST_SENTENCE) {
            return "a sentence of " + sentence.length() + " characters: ";
        }
        return RAW.matcher(sentence).find() ? "a sentence of an exception: " : "";
    }

    private static String where(StackTraceElement[] trace) {
        List<StackTraceElement> frames = Arrays.asList(trace);
        return Stream.concat(
                        frames.stream().limit(1),
                        frames.stream()
                                .filter(frame -> frame.getClassName().startsWith("org.duress")
                                        && !frame.getClassName().startsWith("org.duress.fuzz"))
                                .limit(2))
                .map(StackTraceElement::toString)
                .distinct()
                .collect(Collectors.joining(" < ", " at ", ""));
    }

    @Override
    public void close() throws IOException {
        thread.shutdownNow();
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
