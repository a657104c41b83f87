package org.duress.net.nd4j.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a layer has prepared for its arrays, which are the same objects in every pass but for the few places that a
 * gradient may go to. For one thread at a time.
 *
 * @param <T> what is prepared: a {@link NativeOp} mostly, or a view
 */
final class PreparedOps<T> {
    /** More than any layer has. Nothing is forgotten, so nothing is prepared of arrays that are new in each pass. */
    private static final int MOST = 1 << 12;

    private final List<Prepared<T>> ready = new ArrayList<>();

    /**
     * Something made for some arrays.
     *
     * @param name tells it from what else was made for the same ones
     */
    private record Prepared<T>(String name, List<INDArray> arrays, T made) {
        boolean is(String wanted, INDArray[] given) {
            if (!name.equals(wanted) || arrays.size() != given.length) {
                return false;
            }
            for (int i = 0; i < given.length; i++) {
                if (arrays.get(i) != given[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** What was made for these very arrays, now or before. */
    T get(String name, Supplier<T> make, INDArray... arrays) {
        for (Prepared<T> one : ready) {
            if (one.is(name, arrays)) {
                return one.made;
            }
        }
        if (ready.size() == MOST) {
            throw new IllegalStateException("the arrays of '" + name + "' are not the same from pass to pass");
        }
        T made = make.get();
        ready.add(new Prepared<>(name, List.of(arrays), made));
        return made;
    }
}
