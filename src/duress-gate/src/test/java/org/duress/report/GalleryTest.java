package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.duress.result.GateOutcome;
import org.duress.result.Verdict;
import org.duress.spec.Expectation;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryTest {
    @TempDir
    Path reports;

    private static void assertPairsAreThere(Gallery gallery, Path folder) throws IOException {
        for (Gallery.Case one : gallery.cases()) {
            assertThat(one.pairs()).extracting(Gallery.Pair::name).containsExactly("segmentations", "images alone");
            for (Gallery.Pair pair : one.pairs()) {
                BufferedImage clean =
                        ImageIO.read(folder.resolve(pair.clean().file()).toFile());
                BufferedImage attacked =
                        ImageIO.read(folder.resolve(pair.attacked().file()).toFile());
                assertThat(List.of(clean.getWidth(), attacked.getWidth())).containsOnly(pair.width());
                assertThat(List.of(clean.getHeight(), attacked.getHeight())).containsOnly(pair.height());
                assertThat(clean.getRGB(100, 140)).as("of the liver").isNotEqualTo(attacked.getRGB(100, 140));
            }
            assertThat(one.links())
                    .allSatisfy(link -> assertThat(folder.resolve(link.file())).isRegularFile());
        }
    }

    @Test
    void everyWorstCaseIsThereTwiceCleanAndAttacked() throws IOException {
        GateOutcome outcome = Outcomes.outcome("phantom", Verdict.FAIL, Expectation.FAIL);
        new PanelReporter().report(outcome, reports);
        Path folder = reports.resolve("phantom");
        Gallery gallery = Gallery.in(folder);
        assertThat(gallery.cases()).extracting(Gallery.Case::organ).containsExactly("pancreas", "liver");
        Gallery.Case liver = gallery.cases().get(1);
        assertThat(liver.title()).isEqualTo("liver in p03_z005");
        assertThat(liver.outcome()).contains("breaks at p = 0.075").contains("Dice 0.962 \u2192 0.571");
        assertThat(liver.pairs().get(0).attacked().alt())
                .isEqualTo("liver in p03_z005, attacked, with what the model segments: Dice 0.571");
        assertThat(liver.links())
                .containsExactly(new Gallery.Link("panel with D and V", "panel-02-liver-p03_z005.png"));
        assertPairsAreThere(gallery, folder);

        new PanelReporter().report(new GateOutcome(outcome.result(), List.of()), reports);
        assertThat(Gallery.in(folder).cases()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aVolumeIsSeenInOnePlaneAndMoreOfItIsLinked() throws IOException {
        new PanelReporter().report(Outcomes.outcome("v", Verdict.FAIL, Expectation.FAIL, Outcomes.VOLUME), reports);
        Gallery gallery = Gallery.in(reports.resolve("v"));
        assertThat(gallery.cases().get(1).links())
                .extracting(Gallery.Link::name)
                .containsExactly("panel with D and V", "strip of planes", "scroll through the planes");
        assertThat(gallery.cases().get(1).pairs().get(0).width()).isEqualTo(320);
        assertThat(gallery.cases().get(1).pairs().get(0).height()).isEqualTo(307);
    }

    @Test
    void whatIsDamagedIsNoGallery() throws IOException {
        assertThat(Gallery.in(reports.resolve("missing")).cases()).isEmpty();
        Files.writeString(reports.resolve(Gallery.FILE), "{\"cases\": [{\"organ\"");
        assertThat(Gallery.in(reports).cases()).isEmpty();
        Files.write(reports.resolve(Gallery.FILE), new byte[(4 << 20) + 1]);
        assertThat(Gallery.in(reports).cases()).isEmpty();
    }

    /** Names of a report's pictures, and of those that the page lets its reader compare. */
    static List<String> with(List<String> compared, String... others) {
        List<String> names = new ArrayList<>(List.of(others));
        names.add(Gallery.FILE);
        for (String slice : compared) {
            for (String image : List.of("clean", "clean-segmented", "attacked", "attacked-segmented")) {
                names.add("compare-" + slice + "-" + image + ".jpg");
            }
        }
        return names;
    }
}
