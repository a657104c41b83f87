package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.duress.model.ImageBatch;

/**
 * Images of a batch that are asked about together. All of them are the batch itself, of which nothing is copied.
 *
 * @param places in the batch, ascending
 * @param count images of the batch
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Picked(int[] places, int count) {
    /** Those that something is alike of, by what that is, in the order in which they first come. */
    static <K> Map<K, Picked> alike(int count, IntFunction<K> of) {
        Map<K, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            places.computeIfAbsent(of.apply(i), key -> new ArrayList<>()).add(i);
        }
        Map<K, Picked> alike = new LinkedHashMap<>();
        places.forEach((key, own) -> alike.put(
                key, new Picked(own.stream().mapToInt(Integer::intValue).toArray(), count)));
        return alike;
    }

    private boolean all() {
        return places.length == count;
    }

    ImageBatch images(ImageBatch batch) {
        return all() ? batch : batch.picked(places);
    }

    /** Their values out of those of the batch. */
    float[] of(float[] batch) {
        if (all()) {
            return batch;
        }
        int length = batch.length / count;
        float[] own = new float[places.length * length];
        for (int k = 0; k < places.length; k++) {
            System.arraycopy(batch, places[k] * length, own, k * length, length);
        }
        return own;
    }

    /**
     * Puts their values among those of the batch.
     *
     * @param own not written to
     * @param batch of all images, or empty where these are the first
     * @return of all images
     */
    float[] put(float[] own, float[] batch) {
        if (all()) {
            return own;
        }
        int length = own.length / places.length;
        float[] put = batch.length == 0 ? new float[count * length] : batch;
        for (int k = 0; k < places.length; k++) {
            System.arraycopy(own, k * length, put, places[k] * length, length);
        }
        return put;
    }
}
