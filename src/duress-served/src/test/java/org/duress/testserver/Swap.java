package org.duress.testserver;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where two infer requests that are under way at once get each other's tensors. */
final class Swap {
    /** Who is alone for so long keeps its own. */
    private static final long MILLIS = 100;

    private final Exchanger<List<Tensor>> exchanger = new Exchanger<>();

    List<Tensor> of(List<Tensor> own) throws InterruptedException {
        try {
            List<Tensor> other = exchanger.exchange(own, MILLIS, TimeUnit.MILLISECONDS);
            return Arrays.equals(other.get(0).shape(), own.get(0).shape()) ? other : own;
        } catch (TimeoutException e) {
            return own;
        }
    }
}
