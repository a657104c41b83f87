package org.duress.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duress.doctor.Finding.State;
import org.duress.model.ModelFormat;
import org.duress.model.SegmentationModel;
import org.duress.net.device.Processor;
import org.duress.spec.ModelSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private static final Path SAMPLE = Path.of("classpath:org/duress/model/sample.zip");

    @TempDir
    private Path folder;

    private PropertyLayers here(Path reports) {
        Map<String, String> set = Map.of(
                "duress.reports", reports.toString(),
                "duress.store", folder.resolve("store").toString(),
                "duress.counterexamples", folder.resolve("found").toString());
        return PropertyLayers.of(new PropertyLayer("test", key -> Optional.ofNullable(set.get(key)), set.keySet()));
    }

    @Test
    void thisMachineIsWellAndNothingIsLeftBehind() throws IOException {
        List<Finding> heard = new ArrayList<>();
        List<Finding> findings = Doctor.examine(here(folder.resolve("reports")), heard::add);
        assertThat(findings).isEqualTo(heard).noneMatch(finding -> finding.state() == State.BROKEN);
        assertThat(findings)
                .filteredOn(finding -> finding.state() == State.OK)
                .extracting(Finding::subject)
                .contains("Java", "ND4J", "convolution", "duress", "store", "reports", "counterexamples");
        assertThat(findings)
                .extracting(Finding::subject)
                .contains("onnx", "torchscript", "keras", "dl4j", "samediff", "open-inference", "Docker", "GPU");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderThatCannotBeWrittenIsBroken() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(Doctor.examine(here(file.resolve("reports")), finding -> {}))
                .filteredOn(finding -> finding.state() == State.BROKEN)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.subject()).isEqualTo("reports");
                    assertThat(finding.sentence())
                            .contains("'" + file + "' is a file, not a folder; set -Dduress.reports");
                });
    }

    @Test
    void aWrongNumberOfAConvolutionIsFound() {
        assertThat(Engines.convolution(0).state()).isEqualTo(State.OK);
        assertThat(Engines.convolution(0.01f).state()).isEqualTo(State.BROKEN);
    }

    @Test
    void aWrongAnswerOrGradientOfAReaderIsFound() {
        Readers.Known known = Readers.Known.ANSWERS;
        assertThat(Readers.known("duress", SAMPLE, known).state()).isEqualTo(State.OK);
        assertThat(Readers.known(
                        "duress",
                        SAMPLE,
                        new Readers.Known(known.image(), moved(known.answers()), known.upstream(), known.gradient())))
                .satisfies(finding ->
                        assertThat(finding.sentence()).contains("computed wrongly here (answers differ by 0.01"))
                .extracting(Finding::state)
                .isEqualTo(State.BROKEN);
        assertThat(Readers.known(
                                "duress",
                                SAMPLE,
                                new Readers.Known(
                                        known.image(), known.answers(), known.upstream(), moved(known.gradient())))
                        .state())
                .isEqualTo(State.BROKEN);
    }

    private static float[] moved(float[] values) {
        float[] moved = values.clone();
        moved[7] += 0.01f;
        return moved;
    }

    @Test
    void whateverAReaderThrowsIsAFinding() {
        ModelFormat broken = new ModelFormat() {
            @Override
            public String name() {
                return "duress";
            }

            @Override
            public SegmentationModel open(ModelSpec spec) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Path> sample() {
                throw new UnsatisfiedLinkError("no such library");
            }
        };
        assertThat(Readers.format(broken).state()).isEqualTo(State.BROKEN);
        assertThat(Readers.format(broken).sentence()).contains("no such library");
    }

    @Test
    void aProcessorsFaultsAreSaid() {
        Processor zen = new Processor("AuthenticAMD", "EPYC", Set.of("sse2", "avx2", "avx512f"), false);
        assertThat(Machine.processor(zen, null).sentence())
                .contains("wrong gradients", "no more than SSE41, which was");
        assertThat(Machine.processor(zen, null).state()).isEqualTo(State.OK);
        assertThat(Machine.processor(zen, "AVX2").state()).isEqualTo(State.WARNING);
        Processor old = new Processor("GenuineIntel", "Core 2", Set.of("sse2"), true);
        assertThat(Machine.processor(old, null).sentence()).contains("no AVX2", "-Dnd4j.classifier");
        assertThat(Machine.processor(new Processor("", "aarch64", Set.of(), true), null)
                        .state())
                .isEqualTo(State.OK);
    }

    @Test
    void littleMemoryAndLittleRoomAreSaid() {
        assertThat(Machine.memory(256L << 20, 8L << 30).sentence())
                .startsWith(
                        "256 MiB for the Java heap, of 8192 MiB that this machine has, which is little; raise -Xmx");
        assertThat(Machine.memory(9L << 30, 8L << 30).sentence()).contains("lower -Xmx");
        assertThat(Machine.memory(2L << 30, 0).state()).isEqualTo(State.OK);
        assertThat(Machine.temporaryFiles("/tmp", 100L << 20).state()).isEqualTo(State.WARNING);
        assertThat(Machine.temporaryFiles("/tmp", Long.MAX_VALUE).state()).isEqualTo(State.OK);
    }
}
