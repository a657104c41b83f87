package org.duress.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalingStudyTest {
    private static ScalingResult measured(String row) throws IOException, InterruptedException {
        return ScalingStudy.inItsOwnJvm("48m", ScalingRow.of(row));
    }

    /**
     * What a gate keeps of a slice of 32 x 32 pixels in numbers, fields and answers takes 50 kB: of 100 of them more
     * than the share of the heap for all of it, so that the others, some 50 MB, lie in the file, numbers included.
     */
    @Test
    void tenTimesAsManySlicesTakeNoMoreMemory() throws IOException, InterruptedException {
        ScalingResult few = measured("32,100,2,random");
        ScalingResult many = measured("32,1000,2,random");
        assertThat(few.row().discs()).isEqualTo(new DiscCohort(32, 100, 2));
        assertThat(many.row().discs().slices()).isEqualTo(1000);
        assertThat(many.heapMegabytes()).isBetween(1.0, few.heapMegabytes() + 0.7);
    }

    @Test
    void aRowIsReadAsItIsWritten() {
        for (String row : List.of("64,10,4,random", "512,8,3,unet,default", "32,5,1,gradient,query")) {
            assertThat(ScalingRow.of(row)).hasToString(row).isEqualTo(ScalingRow.of(ScalingRow.of(row).toString()));
        }
        assertThat(ScalingRow.of("512,8,3,unet,default").network()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"64", "64,10,4,magic", "64,ten,4,random", "64,10,4,unet,magic"})
    void whatIsNoRowIsOneSentence(String row) {
        assertThatThrownBy(() -> ScalingRow.of(row))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("'" + row + "' is no row");
    }

    private static ScalingResult result(String row, double seconds, double megabytes) {
        return new ScalingResult(ScalingRow.of(row), seconds, 1e6 * megabytes, 2e6 * megabytes, "PASS");
    }

    /** Of an axis from 1 to 100 s the middle is 10 s, and two rows are in the middle of their halves. */
    @Test
    void aPlotShowsWhatWasMeasured() {
        String svg = ScalingPlot.of(Map.of(
                ScalingGroup.SLICES, List.of(result("32,10,4,random", 10, 20), result("32,1000,4,random", 100, 90)),
                ScalingGroup.CONTENDERS, List.of(result("64,40,4,default", 1, 30))));
        assertThat(svg)
                .startsWith("<svg ")
                .contains(">1,000</text>", ">default</text>", "prefers-color-scheme: dark")
                .doesNotContain(">organs</text>")
                .contains("<polyline class=\"time\" points=\"134.5,119.0 279.5,34.0\"/>");
    }

    @Test
    void aResultComesBackFromItsLine() {
        ScalingResult result = result("32,10,4,random", 1.5, 20);
        assertThat(ScalingResult.of(result.row(), result.line())).isEqualTo(result);
        assertThat(result.cells()).isEqualTo("| 32 x 32 | 10 | 4 | levels | random | 2 | 20 | 40 |");
    }
}
