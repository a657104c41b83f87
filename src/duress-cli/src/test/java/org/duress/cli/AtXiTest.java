package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.duress.result.Evidence;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;
import org.duress.testkit.MeasuredEvidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtXiTest {
    @TempDir
    Path folder;

    private final List<Double> asked = new ArrayList<>();

    private RobustnessSpec spec() throws IOException {
        return SpecFiles.read(Files.writeString(folder.resolve("spec.yaml"), """
                name: small
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 4, slices: 2, size: [32, 32], attackerSubjects: 0.5}
                budget: {perceptibility: 0.08}
                """));
    }

    private Function<RobustnessSpec, Evidence> gate(DoubleUnaryOperator crossEntropy) {
        return held -> {
            double p = held.budget().perceptibility();
            asked.add(p);
            return MeasuredEvidence.of(p, crossEntropy.applyAsDouble(p));
        };
    }

    @Test
    void aLineIsFollowedAtOnce() throws IOException {
        AtXi atXi = new AtXi(2);
        Evidence evidence = atXi.of(spec(), gate(p -> 50 * p));
        assertThat(evidence.fields().perceptibility()).isEqualTo(0.04, within(1e-12));
        assertThat(asked).hasSize(2);
        assertThat(atXi.held(spec()).budget().perceptibility()).isEqualTo(0.04, within(1e-12));
    }

    /** 4 (1 - e^-20p) is 1 at p = ln(4/3) / 20. */
    @Test
    void aBendIsFollowedUntilXiIsNear() throws IOException {
        Evidence evidence = new AtXi(1).of(spec(), gate(p -> 4 * (1 - Math.exp(-20 * p))));
        assertThat(evidence.fields().perceptibility()).isEqualTo(Math.log(4.0 / 3) / 20, within(0.001));
        assertThat(asked).hasSizeLessThanOrEqualTo(6);
    }

    /** A line through zero would go to and fro for ever. */
    @Test
    void whatGrowsAsASquareIsFollowed() throws IOException {
        Evidence evidence = new AtXi(0.5).of(spec(), gate(p -> 1000 * p * p));
        assertThat(evidence.fields().perceptibility()).isEqualTo(Math.sqrt(0.5 / 1000), within(1e-3));
        assertThat(asked).hasSize(4);
    }

    @Test
    void whatIsNotReachedIsMeasuredAtAllThatIsAllowed() throws IOException {
        Evidence evidence = new AtXi(3).of(spec(), gate(p -> 10 * p));
        assertThat(evidence.fields().perceptibility()).isEqualTo(0.08);
        assertThat(asked).containsExactly(0.08);
    }

    /** Where it jumps over xi, the nearer side counts. */
    @Test
    void theNearestCounts() throws IOException {
        AtXi atXi = new AtXi(1);
        Evidence evidence = atXi.of(spec(), gate(p -> p < 0.03 ? 0.9 : 3));
        assertThat(evidence.fields().perceptibility()).isLessThan(0.03);
        assertThat(atXi.held(spec()).budget().perceptibility())
                .isEqualTo(evidence.fields().perceptibility());
        assertThat(asked).hasSize(7);
    }

    @Test
    void onlyWhatWasMeasuredIsKnown() throws IOException {
        RobustnessSpec spec = spec();
        AtXi atXi = new AtXi(1);
        assertThatThrownBy(() -> atXi.held(spec))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "nothing was measured under seed " + spec.attack().seed());
    }
}
