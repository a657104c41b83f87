package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreeSpaceTest {
    @Test
    void theSmallestGapThatIsLargeEnoughIsUsedAgain() {
        FreeSpace space = new FreeSpace();
        assertThat(List.of(space.take(5), space.take(3), space.take(4), space.take(3), space.take(1)))
                .containsExactly(0L, 5L, 8L, 12L, 15L);
        space.give(0, 5);
        space.give(8, 4);
        assertThat(space.fits(6)).isFalse();
        assertThat(space.take(4)).isEqualTo(8);
        assertThat(space.take(2)).isZero();
        assertThat(space.take(3)).isEqualTo(2);
        assertThat(space.take(1)).as("none is left").isEqualTo(16);
    }

    @Test
    void gapsThatTouchAreOneAndTheLastOneIsCutOff() {
        FreeSpace space = new FreeSpace();
        for (int i = 0; i < 4; i++) {
            space.take(2);
        }
        space.give(0, 2);
        space.give(4, 2);
        space.give(2, 2);
        assertThat(space.fits(6)).isTrue();
        assertThat(space.fits(7)).isFalse();
        assertThat(space.end()).isEqualTo(8);
        space.give(6, 2);
        assertThat(space.end()).isZero();
        assertThat(space.fits(1)).isFalse();
    }

    private record Piece(int from, int length) {}

    /** Against a map of every byte: nothing is given twice, and the file ends where the last of it does. */
    @Test
    void whatIsTakenNeverOverlaps() {
        Random random = new Random(3);
        FreeSpace space = new FreeSpace();
        BitSet taken = new BitSet();
        List<Piece> pieces = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (pieces.isEmpty() || random.nextInt(100) < 52) {
                int length = 1 + random.nextInt(30);
                boolean fits = gap(taken, length);
                assertThat(space.fits(length)).isEqualTo(fits);
                int end = taken.length();
                Piece piece = new Piece((int) space.take(length), length);
                assertThat(taken.get(piece.from(), piece.from() + length).isEmpty())
                        .isTrue();
                assertThat(piece.from() < end).isEqualTo(fits);
                taken.set(piece.from(), piece.from() + length);
                pieces.add(piece);
            } else {
                Piece piece = pieces.remove(random.nextInt(pieces.size()));
                space.give(piece.from(), piece.length());
                taken.clear(piece.from(), piece.from() + piece.length());
            }
            assertThat(space.end()).isEqualTo(taken.length());
        }
    }

    private static boolean gap(BitSet taken, int length) {
        for (int from = taken.nextClearBit(0); from < taken.length(); ) {
            int end = taken.nextSetBit(from);
            if (end - from >= length) {
                return true;
            }
            from = taken.nextClearBit(end);
        }
        return false;
    }
}
