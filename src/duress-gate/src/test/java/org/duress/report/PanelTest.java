package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.base.Scope;
import org.duress.data.IntensityScale;
import org.duress.data.Slice;
import org.duress.result.GateOutcome;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.result.slice.WorstCase;
import org.duress.spec.Expectation;
import org.duress.spec.Reference;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelTest {
    private static final List<Color> COLOURS = List.of(Color.RED, Color.GREEN);
    private static final OrganSets SETS = OrganSets.exclusive(4);

    @Test
    void drawsEverySliceOfAnOutcomeIntoTheSpecsFolder(@TempDir Path reports) throws IOException {
        Path folder = Files.createDirectory(reports.resolve("phantom-unet"));
        Files.createFile(folder.resolve("panel-03-of-an-earlier-run.png"));
        Files.createFile(folder.resolve("least-03-of-an-earlier-run.png"));
        Files.createFile(folder.resolve("unrealistic-03-of-an-earlier-run.png"));
        Files.createFile(folder.resolve("compare-03-of-an-earlier-run.jpg"));

        new PanelReporter()
                .report(
                        Outcomes.outcome("phantom-unet", Verdict.FAIL, Expectation.FAIL)
                                .withLeast(List.of(Outcomes.worstCase("liver")))
                                .withUnrealistic(List.of(Outcomes.worstCase("spleen"))),
                        reports);

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(GalleryTest.with(
                            List.of("01-pancreas-p03_z005", "02-liver-p03_z005"),
                            "panel-01-pancreas-p03_z005.png",
                            "panel-02-liver-p03_z005.png",
                            "least-01-liver-p03_z005.png",
                            "unrealistic-01-spleen-p03_z005.png"));
        }
    }

    @Test
    void showsTheOrgansInThePapersColours() throws IOException {
        BufferedImage panel = image(
                new Panel(Outcomes.worstCase("liver"), Outcomes.result("phantom-unet", Verdict.PASS, Expectation.PASS))
                        .png());

        for (Color organ : OrganColours.of(List.of("pancreas", "kidneys", "liver", "spleen"))) {
            assertThat(pixelsOf(panel, organ)).as("pixels of %s", organ).isGreaterThan(14 * 14 + 100);
        }
    }

    @Test
    void theVerdictStandsOnEveryPanelAndWhatBecameOfTheOrgan() {
        RobustnessResult fail = Outcomes.result("phantom-unet", Verdict.FAIL, Expectation.PASS);
        RobustnessResult inconclusive = Outcomes.result("phantom-unet", Verdict.INCONCLUSIVE, Expectation.PASS);
        WorstCase pancreas = Outcomes.worstCase("pancreas");

        assertThat(Panel.least(Outcomes.worstCase("liver"), fail).headline())
                .isEqualTo("FAIL (expected PASS)   phantom-unet:  least change that breaks liver in p03_z005");
        assertThat(new Panel(Outcomes.worstCase("liver"), fail).outcome())
                .isEqualTo("liver: breaks at p = 0.075     in this slice: Dice 0.962 \u2192 0.571 (fall 41 %)");
        assertThat(Panel.unrealistic(pancreas, inconclusive).headline())
                .isEqualTo(
                        "INCONCLUSIVE (expected PASS)   phantom-unet:  too unrealistic to count, pancreas in p03_z005");
        assertThat(new Panel(pancreas, inconclusive).outcome()).startsWith("pancreas: not broken by what was tried");
    }

    /** The long name of a spec makes the letters smaller, so that neither it nor the slice is cut off. */
    @Test
    void aLongNameFitsOnThePanel() throws IOException {
        RobustnessResult result = Outcomes.result("n".repeat(90), Verdict.FAIL, Expectation.PASS);
        BufferedImage panel = image(new Panel(Outcomes.worstCase("liver"), result).png());

        for (int y = 0; y < 80; y++) {
            for (int x = panel.getWidth() - 12; x < panel.getWidth(); x++) {
                assertThat(colour(panel, x, y)).isEqualTo(Color.WHITE);
            }
        }
    }

    @Test
    void aSmallPanelIsASeventhOfTheLargeOne() throws IOException {
        Panel panel =
                new Panel(Outcomes.worstCase("liver"), Outcomes.result("phantom-unet", Verdict.PASS, Expectation.PASS));

        assertThat(panel.jpeg().length).isLessThan(panel.png().length / 7);
        assertThat(image(panel.jpeg()).getWidth()).isEqualTo(900);
    }

    /** The second channel is another picture, and changes where the first hardly does. */
    @Test
    void showsTheChannelThatChangedMostOrTheChosenOne() {
        RobustnessResult result = Outcomes.result("phantom-unet", Verdict.FAIL, Expectation.PASS);
        Panel most = new Panel(twoChannels(), result);
        assertThat(most.ofChannel("V")).isEqualTo("V, channel 2 of 2");
        assertThat(most.showing(OptionalInt.of(1)).ofChannel("V")).isEqualTo("V, channel 1 of 2");
        assertThat(most.showing(OptionalInt.of(3)).ofChannel("V")).isEqualTo("V, channel 2 of 2");
        assertThat(most.png()).isEqualTo(most.showing(OptionalInt.of(2)).png());
        assertThat(most.png()).isNotEqualTo(most.showing(OptionalInt.of(1)).png());
        Panel one = new Panel(Outcomes.worstCase("liver"), result);
        assertThat(one.ofChannel("V")).isEqualTo("V");
        assertThat(one.showing(OptionalInt.of(2)).png()).isEqualTo(one.png());
    }

    @Test
    void aChosenChannelIsShownInEveryPanel(@TempDir Path reports) throws IOException {
        GateOutcome outcome = new GateOutcome(
                        Outcomes.result("phantom-unet", Verdict.FAIL, Expectation.PASS), List.of(twoChannels()))
                .withLeast(List.of(twoChannels()));
        Path folder = reports.resolve("phantom-unet");
        new PanelReporter().report(outcome, reports);
        byte[] panel = Files.readAllBytes(folder.resolve("panel-01-liver-p03_z005.png"));
        byte[] least = Files.readAllBytes(folder.resolve("least-01-liver-p03_z005.png"));
        new PanelReporter().report(outcome.withChannel(OptionalInt.of(1)), reports);
        assertThat(Files.readAllBytes(folder.resolve("panel-01-liver-p03_z005.png")))
                .isNotEqualTo(panel);
        assertThat(Files.readAllBytes(folder.resolve("least-01-liver-p03_z005.png")))
                .isNotEqualTo(least);
    }

    private static WorstCase twoChannels() {
        WorstCase one = Outcomes.worstCase("liver");
        Trial trial = one.judged().trial();
        Slice slice = trial.slice();
        float[] image = new float[2 * slice.image().length];
        float[] intensity = new float[image.length];
        for (int p = 0; p < slice.image().length; p++) {
            image[2 * p] = slice.image()[p];
            image[2 * p + 1] = -3 * slice.image()[p];
            intensity[2 * p] = 0.2f * trial.intensity()[p];
            intensity[2 * p + 1] = -2 * trial.intensity()[p];
        }
        Slice two = new Slice(
                slice.name(), slice.grid(), image, slice.classes(), List.of(IntensityScale.NONE, IntensityScale.NONE));
        CleanSlice clean = new CleanSlice("p03", two, trial.clean().segmented(), List.of());
        Trial changed = new Trial(clean, new Perturbation(trial.deformation(), intensity, 1, slice.grid(), 2));
        return new WorstCase(
                one.organ(),
                one.cleanDice(),
                one.attackedDice(),
                new Judged(changed, one.judged().segmented(), List.of(), List.of()));
    }

    /** Two pixels: left is organ 1 and stays, right is background and becomes organ 2; then the other way round. */
    @Test
    void marksWhatIsLostAndWhatIsNew() {
        byte[] before = {1, 0};
        byte[] after = {1, 2};

        BufferedImage gained =
                pictures(slice(1, 2, before, after, 0, 0, 0), SETS, 4).change(Color.PINK, Color.CYAN);
        BufferedImage lost =
                pictures(slice(1, 2, after, before, 0, 0, 0), SETS, 4).change(Color.PINK, Color.CYAN);

        assertThat(colour(gained, 0, 0)).isEqualTo(Color.BLACK);
        assertThat(colour(gained, 3, 1)).isEqualTo(Color.CYAN);
        assertThat(colour(lost, 3, 1)).isEqualTo(Color.PINK);
    }

    /** Of four pixels all are segmented as organ 2, but the right half is outside of the field of view. */
    @Test
    void whatDoesNotCountIsDimmedAndNeverAnOrgan() {
        byte[] truth = {1, 1, Scope.OUTSIDE, Scope.IGNORED};
        byte[] segmented = {2, 2, 2, 2};
        PlanePictures pictures = pictures(slice(1, 4, truth, segmented, 0, 0, 0), SETS, 32);
        BufferedImage overlay = pictures.overlay(true, segmented, truth, 1);
        assertThat(colour(overlay, 4, 4)).isEqualTo(new Color(0, 128, 0));
        assertThat(colour(overlay, 28, 4)).isEqualTo(Color.BLACK);
        BufferedImage change = pictures.change(Color.PINK, Color.CYAN);
        assertThat(colour(change, 4, 4)).isEqualTo(Color.PINK);
        assertThat(colour(change, 28, 4)).isEqualTo(Color.BLACK);
        Slice grey = new Slice("s_z0", Grid.of(1, 4), new float[] {1, 0, 1, 0}, truth);
        Judged judged = new Judged(
                new Trial(
                        new CleanSlice("s", grey, truth, List.of()),
                        new Perturbation(new float[8], new float[4], 1, grey.grid())),
                segmented,
                List.of(),
                List.of());
        BufferedImage dimmed = pictures(judged, SETS, 4).overlay(false, truth, truth, 0);
        assertThat(colour(dimmed, 2, 0)).isEqualTo(new Color(0x595959));
    }

    /**
     * The lower half is the larger organ, of it the right half the smaller one too: both have an outline of their own,
     * the smaller one's fill lies over the larger's, and where both outlines meet their colours take turns.
     */
    @Test
    void organsThatOverlapAreBothVisible() {
        OrganSets nested = OrganSets.overlapping(2);
        byte[] classes = new byte[64];
        for (int i = 32; i < 64; i++) {
            classes[i] = (byte) (i % 8 < 4 ? 2 : 3);
        }
        PlanePictures pictures = pictures(slice(8, 8, classes, classes, 0, 0, 0), nested, 64);
        BufferedImage overlay = pictures.overlay(false, classes, classes, 0);
        assertThat(colour(overlay, 16, 32)).isEqualTo(Color.GREEN);
        assertThat(colour(overlay, 16, 48)).isEqualTo(new Color(0, 128, 0));
        assertThat(colour(overlay, 32, 48)).isEqualTo(Color.RED);
        assertThat(colour(overlay, 48, 48)).isEqualTo(new Color(128, 0, 0));
        Set<Color> shared = new HashSet<>();
        for (int x = 40; x < 60; x++) {
            shared.add(colour(overlay, x, 32));
        }
        assertThat(shared).containsExactlyInAnyOrder(Color.RED, Color.GREEN);

        // One organ less is a loss, one more is new.
        byte[] before = {3, 2};
        byte[] after = {2, 3};
        BufferedImage change =
                pictures(slice(1, 2, before, after, 0, 0, 0), nested, 4).change(Color.PINK, Color.CYAN);
        assertThat(colour(change, 0, 1)).isEqualTo(Color.PINK);
        assertThat(colour(change, 3, 1)).isEqualTo(Color.CYAN);
    }

    @Test
    void outlinesAnOrganInItsColourAndTheReferenceInWhite() {
        byte[] classes = new byte[64];
        Arrays.fill(classes, 32, 64, (byte) 2);
        byte[] reference = new byte[64];
        Arrays.fill(reference, 0, 16, (byte) 1);
        PlanePictures pictures = pictures(slice(8, 8, classes, classes, 0, 0, 0), SETS, 32);

        BufferedImage overlay = pictures.overlay(false, classes, reference, 1);

        assertThat(colour(overlay, 16, 16)).isEqualTo(Color.GREEN);
        assertThat(colour(overlay, 16, 26)).isEqualTo(new Color(0, 128, 0));
        assertThat(colour(overlay, 16, 7)).isEqualTo(Color.WHITE);
        assertThat(colour(overlay, 16, 3)).isEqualTo(Color.BLACK);
    }

    /** A slice of 16 x 16 has grid lines every 2 pixels; drawn 4 times as large, every 8. */
    @ParameterizedTest
    @CsvSource({"0, 8", "0.5, 6", "1, 4", "-0.5, 10"})
    void showsTheGridWhereTheDeformationMovedIt(float shift, int line) {
        PlanePictures pictures = pictures(slice(16, 16, new byte[256], new byte[256], shift, 0, 0), SETS, 64);

        BufferedImage grid = pictures.deformation(2);

        Color between = colour(grid, line + 4, 4);
        assertThat(colour(grid, line, 4).getGreen()).isLessThan(between.getGreen() - 100);
        assertThat(between).isEqualTo(new Color(ColourMap.MAGNITUDE.rgb(Math.abs(shift) / 2)));
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0xB2182B", "-0.5, 0x2166AC", "0, 0xFFFFFF"})
    void coloursIntensityBySign(float intensity, String expected) {
        PlanePictures pictures = pictures(slice(4, 4, new byte[16], new byte[16], 0, 0, intensity), SETS, 8);

        assertThat(colour(pictures.intensity(0.5), 4, 4)).isEqualTo(Color.decode(expected));
    }

    @Test
    void keepsTheShapeOfASliceThatIsNotSquare() {
        PlanePictures pictures = pictures(slice(50, 100, new byte[5000], new byte[5000], 0, 0, 0), SETS, 320);

        assertThat(pictures.height()).isEqualTo(160);
        assertThat(pictures.width()).isEqualTo(320);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "1.01, 1.2", "2.49, 2.8", "9, 10", "0.038, 0.04", "NaN, 1"})
    void roundsAScaleUp(double value, double scale) {
        assertThat(Panel.roundUp(value)).isCloseTo(scale, offset(1e-9));
    }

    private static PlanePictures pictures(Judged judged, OrganSets sets, int longest) {
        Shown shown = new Shown(judged, 0, COLOURS, sets, Reference.WARPED);
        return new PlanePictures(shown, new Plane(shown.grid(), Cut.AXIAL, 0), longest);
    }

    private static Judged slice(
            int height, int width, byte[] clean, byte[] segmented, float dx, float dy, float intensity) {
        int pixels = height * width;
        float[] deformation = new float[2 * pixels];
        float[] offset = new float[pixels];
        for (int i = 0; i < pixels; i++) {
            deformation[2 * i] = dx;
            deformation[2 * i + 1] = dy;
            offset[i] = intensity;
        }
        float[] image = new float[pixels];
        Slice named = new Slice("s_z0", Grid.of(height, width), image, clean);
        Trial trial = new Trial(
                new CleanSlice("s", named, clean, List.of()), new Perturbation(deformation, offset, 1, named.grid()));
        return new Judged(trial, segmented, List.of(), List.of());
    }

    private static Color colour(BufferedImage image, int x, int y) {
        return new Color(image.getRGB(x, y));
    }

    private static BufferedImage image(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static int pixelsOf(BufferedImage image, Color colour) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += colour(image, x, y).equals(colour) ? 1 : 0;
            }
        }
        return count;
    }
}
