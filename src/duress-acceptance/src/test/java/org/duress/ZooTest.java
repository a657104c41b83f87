package org.duress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.duress.base.Grid;
import org.duress.junit.SpecFolder;
import org.duress.model.open.Described;
import org.duress.spec.DuressProperties;
import org.duress.spec.ImageSize;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelSpec;
import org.duress.spec.PreprocessStep.Spacing;
import org.duress.spec.TilesSpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The volumetric bundles of MONAI's zoo, with their own configurations and small networks of the same inputs and
 * outputs ({@code make_zoo_networks.py}), each from files to a verdict, or refused. Where there are none it is skipped.
 * What came of each is written to {@code target/zoo.md}, whose rows docs/bundles.md has.
 */
class ZooTest {
    private static final Path ZOO = Path.of(".duress/zoo");
    private static final Path TABLE = Path.of("target/zoo.md");
    private static final String NAME = "zoo";

    /** Voxels of the files are so much larger than the network's, that few are enough for a window. */
    private static final int COARSER = 3;

    /** Of a window's planes, so that there is more than one; of its rows and columns fewer, which are padded. */
    private static final double PLANES = 1.25;

    private static final double ROWS = 0.75;

    /** A window as large as the scans that its bundle is for is shown once. */
    private static final int LARGE = 128;

    private static final int AT_LEAST = 16;

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyBundleIsGatedOrRefused() throws IOException {
        assumeTrue(Files.isDirectory(ZOO), "there is no folder " + ZOO + "; docs/bundles.md says how it is made");
        Files.createDirectories(TABLE.resolveSibling(""));
        Files.deleteIfExists(TABLE);
        try (Stream<Path> bundles = Files.list(ZOO)) {
            return bundles.sorted().toList().stream()
                    .map(bundle -> dynamicTest(bundle.getFileName().toString(), () -> row(bundle)));
        }
    }

    private void row(Path bundle) throws IOException {
        ModelSpec asked = new ModelSpec(Described.MONAI, bundle.toAbsolutePath());
        String outcome;
        try {
            Described described = Described.understood(asked);
            outcome = described.dimensions().equals(OptionalInt.of(2)) ? "slices" : gated(bundle, described);
        } catch (DuressException refused) {
            outcome = "refused: " + refused.getMessage();
        }
        Files.writeString(
                TABLE,
                "| " + bundle.getFileName() + " | " + outcome + " |\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Volumes, channels, classes, organs; clean and attacked Dice. */
    private String gated(Path bundle, Described described) throws IOException {
        ModelSpec model = described.spec();
        boolean regions = model.head() == ModelHead.ORGAN_LOGITS;
        List<String> organs =
                model.classes().keySet().stream().limit(regions ? 3 : 2).toList();
        List<String> named = new ArrayList<>();
        for (int organ = 0; organ < organs.size(); organ++) {
            named.add("\"" + organs.get(organ) + "\": " + ids(organ, regions));
        }
        List<String> channels = described.channels().size() == 1
                ? List.of("image")
                : described.channels().stream()
                        .map(channel -> channel.toLowerCase(Locale.ROOT))
                        .toList();
        AnsweredCohort cohort = AnsweredCohort.volumes(2, grid(model));
        Path own = folder.resolve(bundle.getFileName());
        SpecFolder specs = SpecFolder.of(
                        own,
                        NAME,
                        String.format(
                                """
                        name: zoo
                        model: {format: monai, path: "%s"}
                        cohort:
                          format: nifti
                          channels: {%s}
                          labels: labels
                          organs: {%s}
                          dimensions: 3
                          attackerSubjects: 0.5
                        attack: {xi: 2.0, restarts: 1, gradientSteps: 2, contenders: [gradient]}
                        gate: {maxDiceDrop: 0.001, decision: point}
                        expect: fail
                        """,
                                bundle.toAbsolutePath(),
                                String.join(
                                        ", ",
                                        channels.stream()
                                                .map(channel -> channel + ": " + channel)
                                                .toList()),
                                String.join(", ", named)))
                .with(DuressProperties.SEARCH, "full");
        cohort.write(own.resolve("specs/" + NAME + ".yaml"), channels);
        JsonNode verdict = specs.verdict(NAME);
        assertThat(verdict.get("verdict").asText()).isEqualTo("FAIL");
        List<String> falls = new ArrayList<>();
        for (JsonNode organ : verdict.get("organs")) {
            falls.add(String.format(
                    Locale.ROOT,
                    "%s %.3f to %.3f",
                    organ.get("name").asText(),
                    organ.get("cleanDice").asDouble(),
                    organ.get("attackedDice").asDouble()));
        }
        return String.format(
                "%s | %s | %d | %d | %s",
                sizes(cohort.grid()),
                model.tiles().map(tiles -> tiles.size().toString()).orElse("none"),
                described.channels().size(),
                model.classes().size(),
                String.join("; ", falls));
    }

    /** Organs that overlap have a bit each, others an id. */
    private static List<Integer> ids(int organ, boolean regions) {
        return regions
                ? Stream.of(1, 2, 3, 4, 5, 6, 7)
                        .filter(id -> (id >> organ & 1) == 1)
                        .toList()
                : List.of(organ + 1);
    }

    private static String sizes(Grid grid) {
        return grid.planes() + " x " + grid.rows() + " x " + grid.columns();
    }

    /** Axes of these bundles are x, y and z. */
    private static Grid grid(ModelSpec model) {
        List<Integer> window = model.tiles()
                .map(TilesSpec::size)
                .orElse(new ImageSize(List.of(AT_LEAST, AT_LEAST, AT_LEAST)))
                .sizes();
        Optional<Spacing> spacing = model.preprocess().stream()
                .filter(Spacing.class::isInstance)
                .map(Spacing.class::cast)
                .findFirst();
        int coarser = spacing.isPresent() ? COARSER : 1;
        List<Double> mm = spacing.map(Spacing::millimetres).orElse(List.of(1.0, 1.0, 1.0));
        boolean large = window.stream().anyMatch(size -> size > LARGE);
        int planes = large ? LARGE / COARSER : (int) (window.get(2) * PLANES / coarser);
        int rows = large ? LARGE / COARSER : (int) (window.get(1) * ROWS / coarser);
        int columns = large ? LARGE / COARSER : (int) (window.get(0) * ROWS / coarser);
        return Grid.of(planes, rows, columns).spaced(mm.get(2) * coarser, mm.get(1) * coarser, mm.get(0) * coarser);
    }
}
