package org.duress.gate;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Heap;
import org.duress.spec.ImageSize;
import org.duress.spec.RobustnessSpec;

/** Says in one sentence that memory was short, and which setting helps. */
public final class OutOfMemory {
    /** The library that ND4J takes memory with beyond the Java heap; its limits follow -Xmx. */
    private static final String NATIVE = "org.bytedeco.javacpp";

    private OutOfMemory() {}

    /**
     * Does the work of a spec.
     *
     * @throws EnvironmentException if memory was short, on the Java heap or beyond it
     */
    public static <T> T said(RobustnessSpec spec, Supplier<T> work) {
        try {
            return work.get();
        } catch (DuressException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            Optional<Throwable> memory =
                    causes(e).filter(OutOfMemoryError.class::isInstance).findFirst();
            if (memory.isPresent()) {
                throw new EnvironmentException(sentence(spec, memory.get()), e);
            }
            throw e;
        }
    }

    private static String sentence(RobustnessSpec spec, Throwable memory) {
        Optional<String> limit = causes(memory)
                .filter(OutOfMemory::beyondTheHeap)
                .map(error -> String.valueOf(error.getMessage()))
                .reduce((outer, inner) -> inner);
        String work = " is too small for spec '" + spec.name() + "', with images of "
                + spec.cohort().size().map(ImageSize::toString).orElse("their own size in")
                + " " + spec.cohort().kind().points() + " and attack.batch "
                + spec.attack().batch();
        String raise = ": lower attack.batch or cohort.size, or " + Heap.RAISE + ", which is " + Heap.text(Heap.most());
        return limit.map(said -> "the memory that may be used beyond the Java heap" + work + " (" + said + ")" + raise
                        + " and which that limit follows, or the limit alone with -D" + NATIVE
                        + (said.contains("maxBytes") ? ".maxbytes" : ".maxphysicalbytes"))
                .orElseGet(() -> "the Java heap" + work + raise);
    }

    private static boolean beyondTheHeap(Throwable error) {
        StackTraceElement[] calls = error.getStackTrace();
        return calls.length > 0 && calls[0].getClassName().startsWith(NATIVE + ".");
    }

    private static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(error, cause -> cause != null, Throwable::getCause)
                .limit(50);
    }
}
