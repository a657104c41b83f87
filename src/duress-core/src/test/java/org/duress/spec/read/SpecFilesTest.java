package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.duress.DuressException;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.BudgetSpec;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.Phantoms;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
import org.duress.spec.CohortSpec.SubjectSelection.Rest;
import org.duress.spec.CohortSpec.SubjectSelection.Share;
import org.duress.spec.Decision;
import org.duress.spec.Expectation;
import org.duress.spec.FieldKind;
import org.duress.spec.GateSpec;
import org.duress.spec.ImageSize;
import org.duress.spec.Interval;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.duress.spec.RealismSpec;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.VaeGanSettings;
import org.duress.spec.key.Key;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecFilesTest {
    private static final String BTCV = """
            name: btcv-unet
            model:  {format: duress, path: models/unet.zip}            # later: dl4j, keras
            cohort:
              format: png                                               # png | nifti | phantom
              images: images
              labels: labels
              subject: "^(s\\\\d+)_"
              organs: {pancreas: [11], kidneys: [2, 3], liver: [6], spleen: [1]}
              size: [128, 128]
              attackerSubjects: [s00, s01]                              # or a fraction, 0.5
              gateSubjects: [s16, s17]
            attack: {xi: 2.0, fields: [deformation, intensity], steps: 600, batch: 8, samples: 4, seed: 7}
            gate:   {maxDiceDrop: 0.3, organs: {pancreas: 0.5}, reference: warped}
            budget: {perceptibility: 0.2}
            expect: pass                                                # or fail: a known weakness, kept visible
            """;

    private static final Map<String, List<Integer>> ORGANS = Map.of(
            "pancreas", List.of(11),
            "kidneys", List.of(2, 3),
            "liver", List.of(6),
            "spleen", List.of(1));

    private static final String PHANTOM = """
            name: phantom
            model:
              format: duress
              path: classpath:org/duress/phantom-unet.zip
            cohort:
              format: phantom
              attackerSubjects: 0.5
            attack:
              xi: 2.0
            gate:
              maxDiceDrop: 0.3
            """;

    @TempDir
    Path folder;

    @Test
    void whatIsToKnowOfAForeignModelIsRead() {
        ModelSpec model = read(BTCV.replace(
                        "{format: duress, path: models/unet.zip}",
                        "{format: onnx, path: unet.onnx, head: organ-logits, layout: nhwc, channels: 3, output: y,"
                                + " classes: {liver: 6, kidneys: [2, 3]}}"))
                .model();

        assertThat(model)
                .isEqualTo(new ModelSpec(
                        "onnx",
                        folder.resolve("unet.onnx"),
                        ModelHead.ORGAN_LOGITS,
                        ModelLayout.NHWC,
                        OptionalInt.of(3),
                        Optional.of("y"),
                        Map.of("liver", List.of(6), "kidneys", List.of(2, 3))));
    }

    @Test
    void classesMayBeNamedInOrder() {
        assertThat(read(BTCV.replace("path: models/unet.zip", "path: u, classes: [spleen, liver]"))
                        .model()
                        .classes())
                .isEqualTo(Map.of("spleen", List.of(1), "liver", List.of(2)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hed: logits | unknown key 'hed' in 'model'; did you mean 'head'?
            head: softmax | \
            'model.head' must be one of auto, probabilities, logits, organ-probabilities, organ-logits, not 'softmax'
            layout: chw | 'model.layout' must be one of auto, nchw, nhwc, not 'chw'
            channels: 0 | 'model.channels' must be a whole number of at least 1, not 0
            classes: {} | 'model.classes' must name at least one organ, as in {liver: 3} or [pancreas, kidneys, liver]
            classes: {liver: 0} | 'model.classes.liver' must be a whole number of at least 1, not 0
            classes: {liver: []} | 'model.classes.liver' must hold at least one class
            classes: {liver: 2, spleen: [1, 2]} | \
            'model.classes' must give each class once, but 2 is in 'liver' and 'spleen'
            classes: [liver, liver] | 'model.classes' names 'liver' twice; give its classes as {liver: [1, 2]}
            """)
    void mistakesInAModelAreOneSentence(String key, String problem) {
        assertThatThrownBy(() -> read(BTCV.replace("path: models/unet.zip", "path: u, " + key)))
                .isInstanceOf(DuressException.class)
                .hasMessageEndingWith(problem);
    }

    @Test
    void theContractsExampleIsReadKeyByKey() {
        RobustnessSpec spec = read(BTCV);

        assertThat(spec)
                .isEqualTo(new RobustnessSpec(
                        "btcv-unet",
                        new ModelSpec("duress", folder.resolve("models/unet.zip")),
                        CohortSpec.of(CohortFormat.PNG, new Named(List.of("s00", "s01")))
                                .with(CohortSpec.IMAGES, Optional.of(folder.resolve("images")))
                                .with(CohortSpec.LABELS, Optional.of(folder.resolve("labels")))
                                .with(CohortSpec.SUBJECT, Optional.of("^(s\\d+)_"))
                                .with(CohortSpec.ORGANS, ORGANS)
                                .with(CohortSpec.SIZE, Optional.of(new ImageSize(128, 128)))
                                .with(CohortSpec.WINDOW, Optional.empty())
                                .with(CohortSpec.MIN_ORGAN_PIXELS, 1)
                                .with(CohortSpec.GATE_SUBJECTS, new Named(List.of("s16", "s17")))
                                .with(CohortSpec.SEED, 7L),
                        new AttackSpec(
                                2.0,
                                Set.of(FieldKind.DEFORMATION, FieldKind.INTENSITY),
                                600,
                                8,
                                4,
                                7,
                                VaeGanSettings.defaults()),
                        BudgetSpec.defaults().withPerceptibility(0.2),
                        RealismSpec.defaults(),
                        new GateSpec(0.3, Map.of("pancreas", 0.5), Decision.INTERVAL, Reference.WARPED),
                        Expectation.PASS));
        assertThat(spec.cohort().organs().keySet()).containsExactly("pancreas", "kidneys", "liver", "spleen");
    }

    @Test
    void whatAPhantomSpecLeavesOutHasItsDefault() {
        RobustnessSpec spec = read("""
                name: least
                model: {format: duress, path: unet.zip}
                cohort: {format: phantom, attackerSubjects: 0.25}
                """);

        assertThat(spec.cohort())
                .isEqualTo(CohortSpec.of(CohortFormat.PHANTOM, new Share(0.25))
                        .with(CohortSpec.IMAGES, Optional.empty())
                        .with(CohortSpec.LABELS, Optional.empty())
                        .with(CohortSpec.SUBJECT, Optional.empty())
                        .with(CohortSpec.ORGANS, ORGANS)
                        .with(CohortSpec.SIZE, Optional.of(new ImageSize(128, 128)))
                        .with(CohortSpec.WINDOW, Optional.empty())
                        .with(CohortSpec.MIN_ORGAN_PIXELS, 1)
                        .with(CohortSpec.GATE_SUBJECTS, new Rest())
                        .with(CohortSpec.SEED, 7L)
                        .with(Phantoms.SUBJECTS, 24)
                        .with(Phantoms.SLICES, 12));
        assertThat(spec.cohort().organs().keySet()).containsExactly("pancreas", "kidneys", "liver", "spleen");
        assertThat(spec.attack())
                .isEqualTo(
                        new AttackSpec(2.0, EnumSet.allOf(FieldKind.class), 300, 4, 4, 7, VaeGanSettings.defaults()));
        assertThat(spec.gate()).isEqualTo(new GateSpec(0.3, Map.of(), Decision.INTERVAL, Reference.WARPED));
        assertThat(spec.expect()).isEqualTo(Expectation.PASS);
    }

    @Test
    void everyKeyOfACohortCanBeSet() {
        CohortSpec cohort = read("""
                        name: all
                        model: {format: duress, path: /models/unet.zip}
                        cohort:
                          format: phantom
                          organs:
                            liver: [6]
                            spleen: [1]
                          size: [96, 64]
                          window: [-160, 240.5]
                          minOrganPixels: 0
                          attackerSubjects: [001, 002]
                          gateSubjects: 0.5
                          seed: -3
                          subjects: 10
                          slices: 4
                        expect: fail
                        """).cohort();

        assertThat(cohort.size()).contains(new ImageSize(96, 64));
        assertThat(cohort.window()).contains(new Interval(-160, 240.5));
        assertThat(cohort.minOrganPixels()).isZero();
        assertThat(cohort.attackerSubjects()).isEqualTo(new Named(List.of("001", "002")));
        assertThat(cohort.gateSubjects()).isEqualTo(new Share(0.5));
        assertThat(cohort.seed()).isEqualTo(-3);
        assertThat(cohort.phantom()).contains(new Phantoms(10, 4));
        assertThat(cohort.organs()).containsOnlyKeys("liver", "spleen");
    }

    @Test
    void aNiftiCohortNeedsNoExpressionForItsSubjects() {
        assertThat(read(BTCV.replace("png  ", "nifti").replaceAll("(?m)^  subject.*\n", ""))
                        .cohort()
                        .subject())
                .isEmpty();
    }

    @Test
    void aResourceIsNoFileBesideTheSpec() {
        assertThat(read(PHANTOM).model().path()).hasToString("classpath:org/duress/phantom-unet.zip");
    }

    @Test
    void everyVaeGanSettingIsAKeyOfTheAttack() throws ReflectiveOperationException {
        for (RecordComponent part : VaeGanSettings.class.getRecordComponents()) {
            if (part.getType() != AttackerTraining.class) {
                for (RecordComponent component : part.getType().getRecordComponents()) {
                    aVaeGanSettingIsAKey(part.getAccessor(), component);
                }
            }
        }
    }

    private void aVaeGanSettingIsAKey(Method part, RecordComponent component) throws ReflectiveOperationException {
        Object byDefault = component.getAccessor().invoke(part.invoke(VaeGanSettings.defaults()));
        Class<?> type = component.getType();
        Object other = type == double.class
                ? (Object) ((Double) byDefault / 2 + 0.125)
                : type == int.class
                        ? (Object) (component.getName().equals("controlSpacing") ? 2 : (Integer) byDefault * 2)
                        : type == boolean.class
                                ? (Object) !(Boolean) byDefault
                                : type.isEnum() ? type.getEnumConstants()[type.getEnumConstants().length - 1] : 9L;
        String text = other instanceof Enum<?> constant ? Key.written(constant) : other.toString();

        VaeGanSettings read = read(PHANTOM.replace("xi: 2.0", component.getName() + ": " + text))
                .attack()
                .vaeGan();

        assertThat(component.getAccessor().invoke(part.invoke(read)))
                .as(component.getName())
                .isEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-3", "0.001", ".001", "1.E-3", "+1e-03"})
    void aNumberMayBeWrittenInAnyOfYamlsWays(String written) {
        assertThat(read(PHANTOM.replace("xi: 2.0", "learningRate: " + written))
                        .attack()
                        .vaeGan()
                        .optimisation()
                        .learningRate())
                .isEqualTo(1e-3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    name: phantom | nam: phantom | 1: unknown key 'nam'; did you mean 'name'?
                    path: classpath | paht: classpath | 4: unknown key 'paht' in 'model'; did you mean 'path'?
                    xi: 2.0 | x: 2.0 | 9: unknown key 'x' in 'attack'; did you mean 'xi'?
                    xi: 2.0 | learningrate: 1 | 9: unknown key 'learningrate' in 'attack'; did you mean 'learningRate'?
                    maxDiceDrop | maxDiceDorp | 11: unknown key 'maxDiceDorp' in 'gate'; did you mean 'maxDiceDrop'?
                    maxDiceDrop: 0.3 | organs: {livr: 0.2} | \
                    11: unknown key 'livr' in 'gate.organs'; did you mean 'liver'?
                    format: phantom | fromat: phantom | 6: unknown key 'fromat' in 'cohort'; did you mean 'format'?
                    gate: | gates: | 10: unknown key 'gates'; did you mean 'gate'?
                    xi: 2.0 | xi: two | 9: 'attack.xi' must be a number, not 'two'
                    xi: 2.0 | xi: "2.0" | 9: 'attack.xi' must be a number, not the text '2.0'
                    xi: 2.0 | xi: [2.0] | 9: 'attack.xi' must be a number, not a list
                    xi: 2.0 | xi: | 9: 'attack.xi' must be a number, not empty
                    xi: 2.0 | steps: 6.5 | 9: 'attack.steps' must be a whole number, not '6.5'
                    xi: 2.0 | steps: 99999999999 | \
                    9: 'attack.steps' must be a whole number from 1 to 1000000, not 99999999999; more would take days
                    xi: 2.0 | xi: -0.5 | 9: 'attack.xi' must be a finite number of at least 0, not -0.5
                    xi: 2.0 | xi: .nan | 9: 'attack.xi' must be a finite number of at least 0, not NaN
                    xi: 2.0 | xi: NaN | 9: 'attack.xi' must be a finite number of at least 0, not NaN
                    xi: 2.0 | xi: .inf | 9: 'attack.xi' must be a finite number of at least 0, not Infinity
                    xi: 2.0 | xi: 1e999 | 9: 'attack.xi' must be a finite number of at least 0, not Infinity
                    xi: 2.0 | decay: .nan | 9: 'attack.decay' must be a finite number, not NaN
                    xi: 2.0 | steps: 0 | 9: 'attack.steps' must be a whole number of at least 1, not 0
                    xi: 2.0 | batch: 0 | 9: 'attack.batch' must be a whole number of at least 1, not 0
                    xi: 2.0 | samples: -1 | 9: 'attack.samples' must be a whole number of at least 1, not -1
                    xi: 2.0 | fields: [] | 9: 'attack.fields' must name at least one field: deformation, intensity
                    xi: 2.0 | fields: deformation | \
                    9: 'attack.fields' must be a list of deformation, intensity, not 'deformation'
                    xi: 2.0 | fields: [deformations] | \
                    9: 'attack.fields' must be one of deformation, intensity, not 'deformations'
                    xi: 2.0 | crossEntropyMean: voxel | \
                    9: 'attack.crossEntropyMean' must be one of batch, image, organ, not 'voxel'
                    xi: 2.0 | { | 11: not YAML: while parsing a flow mapping, expected ',' or '}', but got :
                    maxDiceDrop: 0.3 | maxDiceDrop: 0 | \
                    11: 'gate.maxDiceDrop' must be a relative fall above 0 and at most 1, not 0.0
                    maxDiceDrop: 0.3 | maxDiceDrop: 1.01 | \
                    11: 'gate.maxDiceDrop' must be a relative fall above 0 and at most 1, not 1.01
                    maxDiceDrop: 0.3 | maxDiceDrop: .nan | \
                    11: 'gate.maxDiceDrop' must be a relative fall above 0 and at most 1, not NaN
                    maxDiceDrop: 0.3 | organs: {liver: 1.5} | \
                    11: 'gate.organs.liver' must be a relative fall above 0 and at most 1, not 1.5
                    maxDiceDrop: 0.3 | organs: 0.5 | 11: 'gate.organs' must be a block of keys and values, not '0.5'
                    maxDiceDrop: 0.3 | maxPerceptibility: 0.1 | 11: 'gate.maxPerceptibility' is now \
                    'budget.perceptibility', which every attack is held to; move it there
                    maxDiceDrop: 0.3 | reference: moved | 11: 'gate.reference' must be one of warped, fixed, not 'moved'
                    maxDiceDrop: 0.3 | {maxDiceDrop: 0.3, maxDiceDrop: 0.4} | 11: key 'maxDiceDrop' is given twice
                    format: phantom | format: dicom | 6: 'cohort.format' must be one of png, nifti, phantom, not 'dicom'
                    format: phantom | format: given | 6: 'cohort.format' must be one of png, nifti, phantom, not 'given'
                    attackerSubjects: 0.5 | size: [128, 0] | \
                    7: 'cohort.size' must be a whole number of at least 1, not 0
                    attackerSubjects: 0.5 | size: [128] | \
                    7: 'cohort.size' must be two whole numbers [height, width], or three [planes, height, width] \
                    for volumes, not 1 values
                    attackerSubjects: 0.5 | size: 128 | \
                    7: 'cohort.size' must be two whole numbers [height, width], or three [planes, height, width] \
                    for volumes, not '128'
                    attackerSubjects: 0.5 | window: [240, -160] | \
                    7: 'cohort.window' must be two finite numbers [low, high] with low below high, not [240.0, -160.0]
                    attackerSubjects: 0.5 | minOrganPixels: -1 | \
                    7: 'cohort.minOrganPixels' must be a whole number of at least 0, not -1
                    attackerSubjects | subjects: 0\\n  attackerSubjects | \
                    7: 'cohort.subjects' must be a whole number of at least 1, not 0
                    attackerSubjects: 0.5 | images: images | \
                    7: 'cohort.images' has no meaning for a cohort of format phantom; remove it
                    attackerSubjects: 0.5 | channels: {t1: t1} | \
                    7: 'cohort.channels' has no meaning for a cohort of format phantom; remove it
                    attackerSubjects: 0.5 | organs: {} | \
                    7: 'cohort.organs' must name at least one organ with its label ids, as in {liver: [6]}
                    attackerSubjects: 0.5 | organs: {liver: []} | \
                    7: 'cohort.organs.liver' must hold at least one label id
                    attackerSubjects: 0.5 | organs: {liver: [0]} | \
                    7: 'cohort.organs.liver' must be a whole number of at least 1, not 0
                    attackerSubjects: 0.5 | organs: {liver: 6} | \
                    7: 'cohort.organs.liver' must be a list of label ids, as in [2, 3], not '6'
                    attackerSubjects: 0.5 | organs: {a: [6], b: [6], c: [1], d: [2], e: [3], f: [4], g: [5], h: [7]} | \
                    7: 'cohort.organs' gives a label id to several of 8 organs, but at most 7 may overlap; give each \
                    label id once, or name fewer organs
                    attackerSubjects: 0.5 | ignore: 255 | \
                    7: 'cohort.ignore' must be a list of label ids, as in [255], not '255'
                    attackerSubjects: 0.5 | ignore: [0] | \
                    7: 'cohort.ignore' must be a whole number of at least 1, not 0
                    attackerSubjects: 0.5 | attackerSubjects: 0.5\\n  ignore: [6] | \
                    8: 'cohort.ignore' holds 6, which is a label id of organ 'liver'; remove it from one of them
                    attackerSubjects: 0.5 | mask: masks | \
                    7: 'cohort.mask' has no meaning for a cohort of format phantom; remove it
                    attackerSubjects: 0.5 | attackerSubjects: 1 | \
                    7: 'cohort.attackerSubjects' must be a share above 0 and below 1, not 1.0
                    attackerSubjects: 0.5 | attackerSubjects: s00 | \
                    7: 'cohort.attackerSubjects' must be a list of subjects or a share between 0 and 1
                    attackerSubjects: 0.5 | attackerSubjects: [] | \
                    7: 'cohort.attackerSubjects' must name at least one subject
                    attackerSubjects: 0.5 | seed: 8 | 5: key 'cohort.attackerSubjects' is missing; add it
                    path: classpath:org/duress/phantom-unet.zip | | 2: key 'model.path' is missing; add it
                    name: phantom | expect: pass | 1: key 'name' is missing; add it
                    name: phantom | name: | 1: 'name' must be a text, not empty
                    name: phantom | name: [phantom] | 1: 'name' must be a text, not a list
                    name: phantom | name: a/b | 1: 'name' must be usable as the name of the report folder, which \
                    'a/b' is not; use letters, digits, spaces, '.', '-' and '_'
                    name: phantom | name: .. | 1: 'name' must be usable as the name of the report folder, which '..' \
                    is not; use letters, digits, spaces, '.', '-' and '_'
                    """)
    void aWrongSettingIsNamedWithFileAndLine(String right, @Nullable String wrong, String error) {
        assertThat(PHANTOM).contains(right);
        refused(PHANTOM.replace(right, wrong == null ? "" : wrong.translateEscapes()), ":" + error);
    }

    @Test
    void anExpectationHasTwoValues() {
        assertThat(read(PHANTOM + "expect: fail\n").expect()).isEqualTo(Expectation.FAIL);
        refused(PHANTOM + "expect: maybe\n", ":12: 'expect' must be one of pass, fail, not 'maybe'");
    }

    @Test
    void aPngCohortMustSayHowSubjectsAreNamed() {
        refused(BTCV.replaceAll("(?m)^  subject.*\n", ""), ":3: key 'cohort.subject' is missing; add it");
        refused(
                BTCV.replaceAll("(?m)^  subject.*\n", "  subject: ^s\\\\d+_\n"),
                ":7: 'cohort.subject' must have a group in parentheses around the subject's id, as in ^(s\\d+)_");
        refused(
                BTCV.replaceAll("(?m)^  subject.*\n", "  subject: ^(s\n"),
                ":7: 'cohort.subject' must be a regular expression, not '^(s': Unclosed group");
    }

    @Test
    void onlyPhantomsAreCounted() {
        refused(
                BTCV.replace("size: [128, 128]", "slices: 3"),
                ":9: 'cohort.slices' has no meaning for a cohort of format png; remove it");
    }

    @Test
    void filesHaveNoDefaultSize() {
        refused(BTCV.replaceAll("(?m)^  size.*\n", ""), ":3: key 'cohort.size' is missing; add it");
    }

    @Test
    void aFileThatIsNoSpecIsRefused() throws IOException {
        refused("", ":1: the spec file is empty; begin with 'name:'");
        refused("just a text", ":1: the spec file must hold keys and values, beginning with 'name:'");
        refused("a: &a [*a]", ":1: an alias must not contain itself");
        refused("? [a]\n: 1\n", ":1: a key must be a plain text");
        refused(
                "a: 1\n---\nb: 2\n",
                ":2: not YAML: expected a single document in the stream, but found another document");
        Path latin = Files.write(folder.resolve("latin.yaml"), "name: Müller".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> SpecFiles.read(latin))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith(latin + ": not YAML in UTF-8; save it in that encoding");
        assertThatThrownBy(() -> SpecFiles.read(folder.resolve("none.yaml")))
                .isInstanceOf(DuressException.class)
                .hasMessage("spec file " + folder.resolve("none.yaml") + " does not exist");
        assertThatThrownBy(() -> SpecFiles.read(folder))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("spec file " + folder + " cannot be read:");
    }

    @Test
    void aFolderIsReadInTheOrderOfItsFileNames() {
        write("b.yaml", PHANTOM.replace("name: phantom", "name: first"));
        write("c.yml", PHANTOM.replace("name: phantom", "name: second"));
        write("a.yaml", PHANTOM.replace("name: phantom", "name: zero"));
        write("notes.txt", "name: not a spec");

        assertThat(SpecFiles.readFolder(folder))
                .extracting(RobustnessSpec::name)
                .containsExactly("zero", "first", "second");
    }

    @Test
    void twoSpecsOfOneNameAreRefused() {
        Path first = write("a.yaml", PHANTOM);
        Path second = write("b.yaml", PHANTOM.replace("name: phantom", "name: Phantom"));

        assertThatThrownBy(() -> SpecFiles.readFolder(folder))
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "spec files " + first + " and " + second + " both have the name 'Phantom'; give each its own");
    }

    @Test
    void aFolderWithoutSpecsIsRefused() {
        assertThatThrownBy(() -> SpecFiles.readFolder(folder))
                .isInstanceOf(DuressException.class)
                .hasMessage("spec folder " + folder + " holds no spec file; add a *.yaml or *.yml file");
        assertThatThrownBy(() -> SpecFiles.readFolder(folder.resolve("none")))
                .isInstanceOf(DuressException.class)
                .hasMessage("spec folder " + folder.resolve("none")
                        + " does not exist; make it, or set duress.specs to the folder of your spec files");
    }

    private RobustnessSpec read(String yaml) {
        return SpecFiles.read(write("spec.yaml", yaml));
    }

    private void refused(String yaml, String error) {
        Path file = write("spec.yaml", yaml);
        assertThatThrownBy(() -> SpecFiles.read(file))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith(file + error)
                .hasMessageNotContaining("\n");
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
