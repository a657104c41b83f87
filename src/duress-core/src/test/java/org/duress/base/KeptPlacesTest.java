package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KeptPlacesTest {
    private static final int PAGE = 1 << 12;

    @TempDir
    private Path folder;

    private final Scratch scratch = new Scratch(() -> folder.resolve("scratch"));
    private final KeptPlaces places = new KeptPlaces();
    private final Random random = new Random(1);

    private float[] floats(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private byte[] bytes(int length) {
        byte[] values = new byte[length];
        random.nextBytes(values);
        return values;
    }

    /** Small ones that share a page, large ones that have their own, and those on the heap; read in any order. */
    @Test
    void whatIsPutAwayComesBackEqual() {
        KeptStorage storage = new KeptStorage(PAGE, 400, PAGE, scratch);
        List<float[]> floats = new ArrayList<>();
        List<byte[]> bytes = new ArrayList<>();
        List<Long> placesOfFloats = new ArrayList<>();
        List<Long> placesOfBytes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            floats.add(floats(1 + random.nextInt(i % 7 == 0 ? 3000 : 40)));
            bytes.add(bytes(1 + random.nextInt(60)));
            placesOfFloats.add(places.of(KeptFloats.of(floats.get(i), storage)));
            placesOfBytes.add(places.of(KeptBytes.of(bytes.get(i), storage)));
        }
        for (int i = 199; i >= 0; i--) {
            assertThat(places.floats(placesOfFloats.get(i), floats.get(i).length).values())
                    .isEqualTo(floats.get(i));
            assertThat(places.bytes(placesOfBytes.get(i), bytes.get(i).length).values())
                    .isEqualTo(bytes.get(i));
        }
        assertThat(placesOfBytes.get(0)).as("there is room for the first on the heap").isNegative();
        assertThat(placesOfBytes.get(199)).isNotNegative();
    }

    /** Of thousands of arrays as many things are on the heap as the file has pages. */
    @Test
    void ofManyPagesAreHeld() {
        KeptStorage storage = new KeptStorage(PAGE, 0, PAGE, scratch);
        for (int i = 0; i < 4096; i++) {
            places.of(KeptFloats.of(new float[] {i, i}, storage));
        }
        assertThat(places.held()).isEqualTo(4096 * 8 / PAGE);
        assertThat(storage.inFile()).isEqualTo(4096 * 8);
        assertThat(scratch.taken()).isEqualTo(4096 * 8);
    }

    /** Whoever asks for the place of what was found by its place is given the same one, and the page stays. */
    @Test
    void theSameArrayHasTheSamePlace() {
        KeptStorage storage = new KeptStorage(PAGE, 0, PAGE, scratch);
        places.of(KeptFloats.of(floats(3), storage));
        float[] values = floats(5);
        long place = places.of(KeptFloats.of(values, storage));
        KeptFloats again = places.floats(place, 5);
        assertThat(places.of(again)).isEqualTo(place);
        KeptPlaces others = new KeptPlaces();
        long same = others.of(again);
        assertThat(others.floats(same, 5).values()).isEqualTo(values);
    }
}
