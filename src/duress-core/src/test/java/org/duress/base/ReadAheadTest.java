package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReadAheadTest {
    private static final int LARGE = 40;

    @TempDir
    private Path folder;

    private final List<Integer> read = Collections.synchronizedList(new ArrayList<>());

    private KeptStorage storage(long share) {
        return new KeptStorage(LARGE, share, 1 << 10, new Scratch(() -> folder.resolve("scratch")));
    }

    /** What is read for a work is there when its turn comes, and nothing is read for the one after the next. */
    @Test
    void oneWorkAhead() {
        KeptStorage inFile = storage(0);
        List<KeptFloats> works = IntStream.range(0, 4)
                .mapToObj(i -> KeptFloats.of(new float[] {i, i}, inFile).putAway())
                .toList();
        ReadAhead ahead = new ReadAhead(works.size(), (work, holder) -> {
            works.get(work).readAhead(holder);
            read.add(work);
        });
        for (int work = 0; work < works.size(); work++) {
            ahead.at(work);
            // The first is nobody's next.
            assertThat(ahead.held()).isEqualTo(work == 0 ? 0 : 1);
            assertThat(read).doesNotContain(work + 2);
            assertThat(works.get(work).values()).containsExactly(work, work);
        }
        assertThat(read).containsExactly(1, 2, 3);
    }

    @Test
    void whatWasReadIsNotReadAgain() {
        KeptFloats kept = KeptFloats.of(new float[] {4, 5}, storage(0)).putAway();
        List<Object> held = new ArrayList<>();
        kept.readAhead(held::add);
        assertThat(held).hasSize(1);
        assertThat(kept.values()).isSameAs(held.get(0)).containsExactly(4, 5);
    }

    /** What is on the heap need not be read, and what is large is to be there one at a time. */
    @Test
    void onlySmallOnesOfTheFile() {
        List<Object> held = new ArrayList<>();
        KeptFloats.of(new float[2], storage(8)).putAway().readAhead(held::add);
        KeptFloats.of(new float[LARGE], storage(0)).readAhead(held::add);
        assertThat(held).isEmpty();
    }

    /** Whoever asks for what cannot be read is told why; reading ahead says nothing. */
    @Test
    void whatCannotBeReadEndsNothing() {
        KeptFloats gone = KeptFloats.of(new float[] {1}, storage(0)).putAway();
        gone.letGo();
        ReadAhead ahead = new ReadAhead(2, (work, holder) -> {
            read.add((int) gone.values()[0]);
        });
        ahead.at(0);
        ahead.at(1);
        assertThat(ahead.held()).isZero();
        assertThatThrownBy(gone::values).isInstanceOf(IllegalStateException.class);
    }
}
