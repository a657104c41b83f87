package org.duress.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScaleModelTest {
    /** On one machine 10 + 20 + s + s / 10 seconds for s slices. */
    private static final ScaleModel MODEL = ScaleModel.of(size(100), size(200));

    private static ScaleRun run(int slices) {
        return new ScaleRun(
                slices,
                Map.of(
                        ScalePart.START,
                        10.0,
                        ScalePart.TRAIN,
                        20.0,
                        ScalePart.ATTACK,
                        1.0 * slices,
                        ScalePart.JUDGE,
                        0.1 * slices),
                0);
    }

    /** 10 ms to read a slice, which is of 2 MB. */
    private static ScaleModel.Size size(int slices) {
        Map<ScalePart, Double> merged =
                Map.of(ScalePart.START, 10.0, ScalePart.ATTACK, 0.01 * slices, ScalePart.JUDGE, 0.1 * slices);
        return new ScaleModel.Size(
                run(slices), new ScaleRun(slices, Map.of(), 2_000_000L * slices), new ScaleRun(slices, merged, 0));
    }

    @Test
    void aLineGoesThroughBothPointsAndNeverBelowNothing() {
        assertThat(ScaleModel.Line.through(1, 5, 3, 9)).isEqualTo(new ScaleModel.Line(3, 2));
        assertThat(ScaleModel.Line.through(1, 1, 3, 9)).isEqualTo(new ScaleModel.Line(0, 4));
        assertThat(ScaleModel.Line.through(1, 9, 3, 5)).isEqualTo(new ScaleModel.Line(9, 0));
        assertThat(new ScaleModel.Line(3, 2).at(10)).isEqualTo(23);
    }

    @Test
    void oneMachineDoesEverything() {
        assertThat(MODEL.alone(1000)).isCloseTo(10 + 20 + 1000 + 100, within(1e-9));
    }

    @Test
    void shardsTrainOnceAttackSideBySideAndAreReadOneByOne() {
        assertThat(MODEL.shard(1000, 4)).isCloseTo(10 + 250, within(1e-9));
        assertThat(MODEL.merge(1000)).isCloseTo(10 + 100 + 10, within(1e-9));
        assertThat(MODEL.shards(1000, 4)).isCloseTo(20 + 260 + 120, within(1e-9));
    }

    /** 2 MB at 1 GB/s are 2 ms, less than the 10 of adding up, which end with the attack unless there are many. */
    @Test
    void aClusterWaitsForTheSlowest() {
        assertThat(MODEL.cluster(1000, 10)).isCloseTo(10 + 20 + 100 + 100, within(1e-9));
        assertThat(MODEL.bound(1000, 4)).isEqualTo("the model");
        assertThat(MODEL.cluster(1000, 1000)).isCloseTo(10 + 20 + 10 + 100, within(1e-9));
        assertThat(MODEL.bound(1000, 1000)).isEqualTo("judging");
    }

    @Test
    void aRunIsALine() {
        ScaleRun run = run(100).with(ScalePart.OPEN, 0.5);
        assertThat(run.total()).isCloseTo(140.5, within(1e-9));
        assertThat(ScaleRun.parse(run.line()).line()).isEqualTo(run.line());
        assertThat(ScaleRun.parse(run.line()).seconds(ScalePart.OPEN)).isEqualTo(0.5);
    }
}
