package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.duress.result.BudgetPoint;
import org.duress.result.Check;
import org.duress.result.GateOutcome;
import org.duress.result.HallucinationEvidence;
import org.duress.result.Interval;
import org.duress.result.OrganDice;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.SurfaceEvidence;
import org.duress.result.Verdict;
import org.duress.spec.Expectation;
import org.duress.testkit.MeasuredOrgan;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plot of the liver, the only organ with a curve: 250 x 190 pixels from (56, 94) on, p from 0 to 0.1 across and
 * Dice from 0 to 1 upwards. Its limit is a Dice of 0.7 * 0.95 = 0.665.
 */
class CurvePictureTest {
    private static final Color LIVER = new Color(0xEE8833);
    private static final Color INK = new Color(0x202020);

    private final RobustnessResult result = Outcomes.result("phantom-unet", Verdict.FAIL, Expectation.PASS);

    @TempDir
    Path reports;

    @Test
    void theCurveGoesThroughItsPointsInTheOrgansColour() throws IOException {
        BufferedImage picture = image(new CurvePicture(result).png());

        assertThat(colour(picture, 0.05, 0.76)).isEqualTo(LIVER);
        assertThat(colour(picture, 0.1, 0.57)).isEqualTo(LIVER);
        assertThat(colour(picture, 0.025, (0.95 + 0.76) / 2)).isEqualTo(LIVER);
        assertThat(colour(picture, 0.025, 0.8)).isEqualTo(Color.WHITE);
    }

    @Test
    void whatIsPastTheLimitIsShadedAndTheBreakingPointHasARing() throws IOException {
        BufferedImage picture = image(new CurvePicture(result).png());

        assertThat(colour(picture, 0.09, 0.70)).isEqualTo(Color.WHITE);
        assertThat(colour(picture, 0.09, 0.45)).isEqualTo(new Color(0xFBE9E7));
        assertThat(colour(picture, 0.075, 0.665)).isEqualTo(Color.WHITE);
        assertThat(colour(picture, 0.075 + 5 * 0.1 / 250, 0.665)).isEqualTo(INK);
    }

    /** Within its limit of 0.665: a whole line only where every check was made and holds. */
    @Test
    void anOrganThatWasNotShownToBeRobustHasADashedCurve() throws IOException {
        OrganEvidence held = new OrganEvidence(
                "liver",
                new OrganDice(0.95, 0.95, 0, 0.95, 0.95, Interval.UNKNOWN, Interval.UNKNOWN),
                0.3,
                "p03_z005",
                96,
                new SurfaceEvidence("px", 2, 1, 1, 1, 1),
                List.of(new BudgetPoint(0, 0, 0.95), new BudgetPoint(1, 0.1, 0.95)),
                HallucinationEvidence.NONE);
        RobustnessResult unproven =
                Outcomes.with(Outcomes.result("phantom-unet", Verdict.INCONCLUSIVE, Expectation.PASS), List.of(held));
        RobustnessResult proven = new RobustnessResult(
                unproven.spec(),
                unproven.evidence(),
                Verdict.PASS,
                List.of(),
                List.of(new Check("broke the canary", true, "it fell", "")));

        assertThat(inked(unproven)).isBetween(0.3, 0.8);
        assertThat(inked(proven)).isEqualTo(1);
    }

    /** Share of the way from one point to the other that the line between them covers. */
    private static double inked(RobustnessResult result) throws IOException {
        BufferedImage picture = image(new CurvePicture(result).png());
        int inked = 0;
        for (int x = 65; x < 295; x++) {
            inked += picture.getRGB(x, 94 + 9) != Color.WHITE.getRGB() ? 1 : 0;
        }
        return inked / 230.0;
    }

    @Test
    void theCurveLiesInTheReportFolderAndGoesWithItsRun() {
        new CurveReporter().report(new GateOutcome(result, List.of()), reports);
        assertThat(reports.resolve("phantom-unet/budget-curve.png")).isNotEmptyFile();

        RobustnessResult none =
                Outcomes.with(result, List.of(MeasuredOrgan.of("liver", 0.9, 0.9, 0, 0.9, 0.9, 0.3, "p02_z003")));
        new CurveReporter().report(new GateOutcome(none, List.of()), reports);
        assertThat(Files.exists(reports.resolve("phantom-unet/budget-curve.png")))
                .isFalse();
    }

    private static Color colour(BufferedImage picture, double perceptibility, double dice) {
        return new Color(picture.getRGB((int) (56 + 250 * perceptibility / 0.1), (int) (94 + 190 * (1 - dice))));
    }

    private static BufferedImage image(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }
}
