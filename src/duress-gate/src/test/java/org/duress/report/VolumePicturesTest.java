package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.data.Slice;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Expectation;
import org.duress.spec.Reference;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumePicturesTest {
    private static final List<Color> COLOURS = List.of(Color.RED, Color.GREEN, Color.BLUE, Color.ORANGE);
    private static final OrganSets SETS = OrganSets.exclusive(4);
    private static final RobustnessResult RESULT =
            Outcomes.result("volumes", Verdict.FAIL, Expectation.FAIL, Outcomes.VOLUME);

    /**
     * The one path of code: a slice is a volume of one plane. Everything moves by whole pixels, between which
     * slices are sampled more finely than volumes.
     */
    @Test
    void theAxialPlaneOfAVolumeIsThePictureOfASlice() {
        Judged one = Outcomes.worstCase("liver").judged();
        float[] moves = one.trial().deformation();
        for (int i = 0; i < moves.length; i++) {
            moves[i] = Math.round(moves[i]);
        }
        Shown slice = new Shown(one, 0, COLOURS, SETS, Reference.WARPED);
        Shown volume = new Shown(stacked(one), 0, COLOURS, SETS, Reference.WARPED);
        PlanePictures expected = new PlanePictures(slice, new Plane(slice.grid(), Cut.AXIAL, 0), 200);
        PlanePictures actual = new PlanePictures(volume, new Plane(volume.grid(), Cut.AXIAL, 0), 200);

        assertSame(actual.grey(false), expected.grey(false));
        assertSame(actual.grey(true), expected.grey(true));
        assertSame(
                actual.overlay(true, volume.segmented(), volume.reference(), 3),
                expected.overlay(true, slice.segmented(), slice.reference(), 3));
        assertSame(actual.change(Color.PINK, Color.CYAN), expected.change(Color.PINK, Color.CYAN));
        assertSame(actual.deformation(2), expected.deformation(2));
        assertSame(actual.intensity(0.5), expected.intensity(0.5));
        assertThat(volume.longestDisplacement()).isEqualTo(slice.longestDisplacement());
    }

    private static Judged stacked(Judged one) {
        Trial trial = one.trial();
        Slice slice = trial.slice();
        float[] d = new float[3 * slice.grid().voxels()];
        for (int i = 0; i < slice.grid().voxels(); i++) {
            d[3 * i] = trial.deformation()[2 * i];
            d[3 * i + 1] = trial.deformation()[2 * i + 1];
        }
        Grid grid = Grid.of(1, slice.grid().rows(), slice.grid().columns());
        return judged(
                grid, slice.image(), slice.classes(), one.clean().segmented(), one.segmented(), d, trial.intensity());
    }

    /** 50, 40 and 20 mm: drawn at 2 pixels a mm. */
    @Test
    void aVolumeHasItsTrueShape() {
        Shown shown = blank(Grid.of(10, 40, 20).spaced(5, 1, 1));
        assertThat(size(shown, Cut.AXIAL)).isEqualTo("80 x 40");
        assertThat(size(shown, Cut.CORONAL)).isEqualTo("100 x 40");
        assertThat(size(shown, Cut.SAGITTAL)).isEqualTo("100 x 80");
    }

    /** Nobody knows how far apart voxels are, so they are cubes. */
    @Test
    void aVolumeWithoutSpacingIsDrawnVoxelByVoxel() {
        Shown shown = blank(Grid.of(10, 40, 20));
        assertThat(size(shown, Cut.CORONAL)).isEqualTo("25 x 50");
        assertThat(shown.lengths().unit()).isEqualTo("voxels");
    }

    private static String size(Shown shown, Cut cut) {
        PlanePictures pictures = new PlanePictures(shown, new Plane(shown.grid(), cut, 0), 100);
        return pictures.height() + " x " + pictures.width();
    }

    /** One white voxel, superior, anterior and right of the middle: at the upper left of every picture. */
    @Test
    void superiorAndAnteriorAreAboveAndRightIsAtTheLeft() {
        Grid grid = Grid.of(8, 8, 8);
        float[] image = new float[grid.voxels()];
        image[(6 * 8 + 1) * 8 + 2] = 1;
        Shown shown = new Shown(
                judged(grid, image, new byte[512], new byte[512], new byte[512], new float[3 * 512], new float[512]),
                0,
                COLOURS,
                SETS,
                Reference.WARPED);
        assertThat(brightest(shown, Cut.AXIAL, 6)).as("row 1, column 2").isEqualTo("1, 2");
        assertThat(brightest(shown, Cut.CORONAL, 1)).as("plane 6, column 2").isEqualTo("1, 2");
        assertThat(brightest(shown, Cut.SAGITTAL, 2)).as("plane 6, row 1").isEqualTo("1, 1");
        assertThat(Cut.AXIAL.letters()).containsExactly("A", "P", "R", "L");
        assertThat(Cut.CORONAL.letters()).containsExactly("S", "I", "R", "L");
        assertThat(Cut.SAGITTAL.letters()).containsExactly("S", "I", "A", "P");
    }

    private static String brightest(Shown shown, Cut cut, int index) {
        float[] plane = shown.image(false, new Plane(shown.grid(), cut, index));
        for (int i = 0; i < plane.length; i++) {
            if (plane[i] == 1) {
                return i / 8 + ", " + i % 8;
            }
        }
        return "nowhere";
    }

    /**
     * 16 voxels of 1 mm along rows and columns, and 16 planes of 2 mm: the grid has a line every 4 mm. Everything moves
     * by half a plane, 1 mm, so what was above is seen so much lower.
     */
    @Test
    void theGridMovesWithinThePlaneAndColoursSayHowFarInAll() {
        Grid grid = Grid.of(16, 16, 16).spaced(2, 1, 1);
        float[] d = new float[3 * grid.voxels()];
        for (int i = 0; i < grid.voxels(); i++) {
            d[3 * i + 2] = 0.5f;
        }
        Shown shown = new Shown(
                judged(
                        grid,
                        new float[grid.voxels()],
                        new byte[grid.voxels()],
                        new byte[grid.voxels()],
                        new byte[grid.voxels()],
                        d,
                        new float[grid.voxels()]),
                0,
                COLOURS,
                SETS,
                Reference.WARPED);
        assertThat(shown.longestDisplacement()).isEqualTo(1);
        Color moved = new Color(ColourMap.MAGNITUDE.rgb(0.5));
        // Of 32 mm in 128 pixels: 4 pixels a mm, a line every 16, and 4 pixels lower.
        BufferedImage coronal = new PlanePictures(shown, new Plane(grid, Cut.CORONAL, 3), 128).deformation(2);
        assertThat(coronal.getWidth()).isEqualTo(64);
        assertThat(new Color(coronal.getRGB(8, 12))).isEqualTo(moved);
        assertThat(new Color(coronal.getRGB(8, 20)).getGreen()).isLessThan(moved.getGreen() - 80);
        // It moves through axial planes: no line is moved, and the colour tells.
        BufferedImage axial = new PlanePictures(shown, new Plane(grid, Cut.AXIAL, 3), 128).deformation(2);
        assertThat(new Color(axial.getRGB(8, 8))).isEqualTo(moved);
        assertThat(new Color(axial.getRGB(8, 16)).getGreen()).isLessThan(moved.getGreen() - 80);
    }

    @Test
    void aPanelHasThreePlanesAndSaysItsSizeAndThatItIsAVolume() throws IOException {
        Panel panel = new Panel(Outcomes.worstCase("liver", Outcomes.VOLUME), RESULT);
        BufferedImage large = ImageIO.read(new ByteArrayInputStream(panel.png()));
        // Two rows of each plane: axial 96 of 100 mm high, coronal and sagittal 100.
        assertThat(large.getHeight()).isBetween(2 * (307 + 320 + 320), 2 * (307 + 320 + 320) + 400);
        assertThat(panel.outcome())
                .isEqualTo("liver: breaks at p = 0.075     in this volume: Dice 0.962 \u2192 0.571 (fall 41 %)");
        assertThat(panel.size()).isEqualTo("20 x 64 x 50 voxels of 5 x 1.5 x 2 mm");
        assertThat(panel.plane(Cut.AXIAL).index())
                .as("the middle of what is lost")
                .isEqualTo(11);
        assertThat(panel.plane(Cut.CORONAL).index()).isBetween(26, 30);
        assertThat(panel.plane(Cut.SAGITTAL).index()).isBetween(13, 16);
    }

    /** A few planes are drawn a few pixels high, and the scales beside them still have room. */
    @Test
    void aVolumeOfTwoPlanesHasAPanelToo() throws IOException {
        Grid flat = Grid.of(2, 64, 50).spaced(1, 1.5, 2);
        Panel panel = new Panel(Outcomes.worstCase("liver", flat), RESULT);
        assertThat(ImageIO.read(new ByteArrayInputStream(panel.png()))).isNotNull();
        assertThat(ImageIO.read(new ByteArrayInputStream(panel.jpeg()))).isNotNull();
        assertThat(ImageIO.read(new ByteArrayInputStream(panel.strip()))).isNotNull();
    }

    @Test
    void aVolumeLeavesPanelStripAndPage(@TempDir Path reports) throws IOException {
        Path folder = Files.createDirectory(reports.resolve("volumes"));
        Files.createFile(folder.resolve("strip-03-of-an-earlier-run.png"));
        Files.createFile(folder.resolve("scroll-03-of-an-earlier-run.html"));
        Files.createFile(folder.resolve("compare-03-of-an-earlier-run.jpg"));
        new PanelReporter()
                .report(Outcomes.outcome("volumes", Verdict.FAIL, Expectation.FAIL, Outcomes.VOLUME), reports);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(GalleryTest.with(
                            List.of("01-pancreas-p03", "02-liver-p03"),
                            "panel-01-pancreas-p03.png",
                            "panel-02-liver-p03.png",
                            "strip-01-pancreas-p03.png",
                            "strip-02-liver-p03.png",
                            "scroll-01-pancreas-p03.html",
                            "scroll-02-liver-p03.html"));
        }
    }

    /** Every picture of every plane, and nothing from anywhere else. */
    @Test
    void aPageHoldsAllThatItShows() throws IOException {
        Panel panel = new Panel(Outcomes.worstCase("liver", Outcomes.VOLUME), RESULT);
        String page = new String(new ScrollPage(panel).html(), StandardCharsets.UTF_8);
        assertThat(page)
                .doesNotContain("http")
                .doesNotContainPattern("@[a-z]+@")
                .contains("<h1>FAIL (expected FAIL)   volumes:  liver in p03</h1>")
                .contains("alt=\"segmentation of the attacked image\"");
        // The liver reaches from plane 9 to 15; one more at each end, and the worst is the fourth of them.
        assertThat(page)
                .contains("{name:\"axial\",of:20,worst:4,planes:[\n[8,")
                .contains("\n[12],\n")
                .contains("[16,");
        Matcher pictures =
                Pattern.compile("\"(/9j/[^\"]+)\"|base64,(/9j/[^\"]+)\"").matcher(page);
        int count = 0;
        while (pictures.find()) {
            count++;
            String base64 = pictures.group(1) == null ? pictures.group(2) : pictures.group(1);
            assertThat(ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64))))
                    .isNotNull();
        }
        assertThat(count % 5).isZero();
        assertThat(count / 5).isEqualTo(page.split("\n\\[\\d", -1).length - 1);
    }

    /** Noise is what JPEGs of hold most bytes. */
    @Test
    void aPageIsBoundedHoweverManyPlanesAVolumeHas() {
        Panel panel = new Panel(Outcomes.worstCase("liver", Grid.of(200, 40, 150)), RESULT);
        byte[] small = new ScrollPage(panel).small(100_000);
        assertThat(small.length).isBetween(50_000, 100_000);
        byte[] large = new ScrollPage(panel).html();
        assertThat(large.length).isLessThan(ScrollPage.MOST_BYTES);
        String page = new String(large, StandardCharsets.UTF_8);
        assertThat(page.split("\n\\[\\d", -1).length - 1).isBetween(60, 3 * ScrollPage.MOST_PLANES);
    }

    private static Shown blank(Grid grid) {
        return new Shown(
                judged(
                        grid,
                        new float[grid.voxels()],
                        new byte[grid.voxels()],
                        new byte[grid.voxels()],
                        new byte[grid.voxels()],
                        new float[grid.rank() * grid.voxels()],
                        new float[grid.voxels()]),
                0,
                COLOURS,
                SETS,
                Reference.WARPED);
    }

    static Judged judged(Grid grid, float[] image, byte[] truth, byte[] clean, byte[] segmented, float[] d, float[] v) {
        Slice slice = new Slice("s", grid, image, truth);
        Trial trial = new Trial(new CleanSlice("s", slice, clean, List.of()), new Perturbation(d, v, 1, grid));
        return new Judged(trial, segmented, List.of(), List.of());
    }

    private static void assertSame(BufferedImage actual, BufferedImage expected) {
        assertThat(Arrays.equals(pixels(actual), pixels(expected))).isTrue();
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
