package org.duress.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duress.base.FiniteDifferences.distance;
import static org.duress.base.FiniteDifferences.gaussian;

import java.util.List;
import org.duress.base.Extent;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TiledExecutorTest {
    private static final double ROUNDING = 1e-5;

    /** Halved twice, looked around at, and back up beside what was seen on the way. */
    private static Graph graph(int axes) {
        Graph.Builder b = new Graph.Builder(2);
        b.add("half", Op.Conv.same(axes, 4, 3, 2, true), Graph.INPUT);
        b.add("half.relu", new Op.LeakyRelu(0.2), "half");
        b.add("quarter", Op.Conv.same(axes, 4, 3, 2, false), "half.relu");
        b.add("quarter.norm", new Op.BatchNorm(1e-5), "quarter");
        b.add("up", Op.Upsample.of(axes, 2), "quarter.norm");
        b.add("beside", Op.Conv.same(axes, 3, 3, 1, true), "up", "half.relu");
        return b.build();
    }

    /** A convolution of three pixels that halves, and one that does not. */
    private static Graph chain(int axes) {
        Graph.Builder b = new Graph.Builder(1);
        b.add("half", Op.Conv.same(axes, 2, 3, 2, true), Graph.INPUT);
        b.add("beside", Op.Conv.same(axes, 1, 3, 1, true), "half");
        return b.build();
    }

    /**
     * Output o is made of o - 1 to o + 1 of the halved image, and so of pixels 2 (o - 1) to 2 (o + 1) + 2, since an
     * even side has its one zero at the end. An odd one has zeros at both ends, and every pixel is one earlier.
     */
    @Test
    void aPartHoldsWhatItsCoreIsMadeOf() {
        Tiling even = Tiling.of(chain(2), Grid.of(2, 64), 100);
        Tiling.Tile inside = even.tiles().get(1);
        int from = inside.core().from().x();
        int to = inside.core().to().x();
        assertThat(from).isPositive();
        assertThat(inside.part().from().x()).isEqualTo(2 * from - 2);
        assertThat(inside.part().to().x()).as("2 to + 3, and even").isEqualTo(2 * to + 4);
        assertThat(inside.output().from().x()).isEqualTo(from - 1);

        Tiling odd = Tiling.of(chain(2), Grid.of(1, 63), 60);
        Tiling.Tile own = odd.tiles().get(1);
        assertThat(own.part().from().x() % 2)
                .as("halved from the same pixel on")
                .isZero();
        assertThat(own.part().size().x() % 2)
                .as("with the zeros at the same ends")
                .isOne();
        assertThat(own.part().from().x())
                .isLessThanOrEqualTo(2 * own.core().from().x() - 3);
        assertThat(own.part().to().x())
                .isGreaterThanOrEqualTo(2 * own.core().to().x() + 2);
    }

    @Test
    void theCoresAreTheOutputAndEachLiesInItsPart() {
        Tiling tiling = Tiling.of(graph(3), Grid.of(12, 20, 36), 6_000);
        int[] seen = new int[tiling.output().product()];
        assertThat(tiling.tiles()).hasSizeGreaterThan(4).allSatisfy(tile -> {
            assertThat(tile.part().size()).isEqualTo(tiling.part());
            assertThat(tile.core().with(tile.output())).isEqualTo(tile.output());
            assertThat(tile.part().within(tiling.input())).isEqualTo(tile.part());
            for (int z = tile.core().from().z(); z < tile.core().to().z(); z++) {
                for (int y = tile.core().from().y(); y < tile.core().to().y(); y++) {
                    for (int x = tile.core().from().x(); x < tile.core().to().x(); x++) {
                        seen[(z * tiling.output().y() + y) * tiling.output().x() + x]++;
                    }
                }
            }
        });
        assertThat(seen).containsOnly(1);
    }

    private static Network trained(Graph graph) {
        Network fresh = Network.initialised(graph, 3);
        float[] statistics = fresh.statistics();
        for (int i = 0; i < statistics.length; i++) {
            statistics[i] += 0.1f * (i % 5);
        }
        return Network.of(graph, fresh.weights(), statistics);
    }

    private static void sameInParts(Network network, int count, Grid grid, long most) {
        Executor whole = Executor.trainable(network, count, grid);
        TiledExecutor parts = TiledExecutor.of(network, count, grid, most);
        assertThat(parts.whole()).isFalse();
        float[] input = gaussian(5, whole.inputLength());
        float[] expected = new float[whole.outputLength()];
        whole.forward(input, Statistics.POPULATION, expected);
        float[] output = new float[parts.outputLength()];
        parts.forward(parts.source(input), Statistics.POPULATION, output);
        assertThat(distance(output, expected)).isLessThan(ROUNDING);

        float[] gradient = gaussian(6, expected.length);
        whole.backward(gradient, Executor.Pullback.INPUT);
        float[] expectedSlope = new float[input.length];
        whole.inputGradient(expectedSlope);
        float[] slope = new float[input.length];
        parts.pullback(parts.source(input), gradient, Executor.Pullback.INPUT, slope);
        assertThat(distance(slope, expectedSlope)).isLessThan(ROUNDING);
    }

    @Test
    void aVolumeIsTheSameInParts() {
        sameInParts(trained(graph(3)), 2, Grid.of(12, 20, 36), 6_000);
    }

    @Test
    void aSliceIsTheSameInParts() {
        sameInParts(trained(graph(2)), 3, Grid.of(64, 48), 2_000);
    }

    /** Rests of a step stay at the end, and zeros where they were. */
    @ParameterizedTest
    @ValueSource(ints = {62, 63, 64, 65})
    void sidesThatAreNotHalvedEvenlyAreTheSameInParts(int side) {
        sameInParts(trained(chain(2)), 1, Grid.of(side, 31), 600);
        sameInParts(trained(chain(3)), 1, Grid.of(9, side, 12), 2_500);
    }

    @Test
    void whatLooksAtWholeImagesIsTakenWholeOrRefused() {
        Graph.Builder b = new Graph.Builder(1);
        b.add("conv", Op.Conv.same(2, 3, 1, true), Graph.INPUT);
        b.add("norm", new Op.GroupNorm(2, 1e-5), "conv");
        Network network = Network.initialised(b.build(), 1);
        assertThat(Tiling.of(network.graph(), Grid.of(8, 8), 1_000).tiles()).hasSize(1);
        assertThatThrownBy(() -> Tiling.of(network.graph(), Grid.of(64, 64), 1_000))
                .hasMessageContaining("'norm' looks at whole images");
    }

    @Test
    void partsAreNeitherTrainedNorDoTheyHaveStatisticsOfTheBatch() {
        Network network = trained(chain(2));
        TiledExecutor parts = TiledExecutor.of(network, 1, Grid.of(64, 64), 1_000);
        float[] input = new float[parts.inputLength()];
        float[] output = new float[parts.outputLength()];
        assertThatThrownBy(() -> parts.forward(parts.source(input), Statistics.BATCH, output))
                .hasMessageContaining("statistics");
        assertThatThrownBy(() -> parts.pullback(parts.source(input), output, Executor.Pullback.BOTH, input))
                .hasMessageContaining("not trained");
        assertThatThrownBy(parts::executor).isInstanceOf(IllegalStateException.class);
    }

    /** No part is smaller than a step with what it looks at, however little is wanted. */
    @Test
    void thereIsASmallestPart() {
        assertThat(Tiling.of(chain(2), Grid.of(64, 64), 1).tiles()).hasSize(32 * 32);
        assertThat(List.of(Tiling.of(chain(2), Grid.of(64, 64), 1).part())).containsExactly(new Extent(1, 8, 8));
    }
}
