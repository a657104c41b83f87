package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.EnvironmentException;
import org.duress.gate.GateListener;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;
import org.duress.model.SegmentationModel;
import org.duress.result.GateOutcome;
import org.duress.result.Verdict;
import org.duress.spec.DuressProperties;
import org.duress.spec.Expectation;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model says of a failure goes with the failure. */
class GateRunnerTest {
    @TempDir
    Path folder;

    @Test
    void aRunThatBreaksTakesTheModelsDiagnosticsWithIt() throws IOException {
        EnvironmentException down = new EnvironmentException("the server is down");
        Assignment assignment = assignment(new Served() {
            @Override
            public float[] probabilities(ImageBatch images) {
                throw down;
            }
        });

        assertThat(catchThrowableOfType(EnvironmentException.class, () -> measure(assignment)))
                .isSameAs(down);
        assertThat(down.attachments()).containsEntry("container.log", "what the container wrote");
    }

    @Test
    void aVerdictOtherThanPassTakesThemToo() throws IOException {
        // It sees one organ everywhere until it has been asked once, and then nothing: no answer to rely on.
        GateOutcome outcome = measure(assignment(new Served() {
            private int seen = 1;

            @Override
            public float[] probabilities(ImageBatch images) {
                float[] one = everywhere(seen, images);
                seen = 0;
                return one;
            }
        }));

        assertThat(outcome.result().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(outcome.diagnostics()).containsEntry("container.log", "what the container wrote");
    }

    @Test
    void aPassIsNotAskedForThem() {
        GateOutcome pass = Outcomes.outcome("served", Verdict.PASS, Expectation.PASS);
        assertThat(pass.diagnosed(new Served()).diagnostics()).isEmpty();
    }

    @Test
    void aHeapThatIsTooSmallIsOneSentenceWithTheSettingsThatHelp() throws IOException {
        OutOfMemoryError heap = new OutOfMemoryError("Java heap space");
        EnvironmentException said = outOf(new IllegalStateException("in a pool", heap));
        assertThat(said)
                .hasMessage(
                        "the Java heap is too small for spec 'served', with images of 32 x 32 pixels and attack.batch"
                                + " 4: lower attack.batch or cohort.size, or raise -Xmx of the JVM that runs the"
                                + " tests (argLine of"
                                + " Surefire), which is "
                                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB")
                .hasRootCause(heap);
    }

    @Test
    void memoryBeyondTheHeapNamesTheLimitToo() throws IOException {
        OutOfMemoryError limit = new OutOfMemoryError("physicalBytes (4119M) > maxPhysicalBytes (4096M)");
        limit.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("org.bytedeco.javacpp.Pointer", "deallocator", "Pointer.java", 733)
        });
        OutOfMemoryError outer = new OutOfMemoryError("Cannot allocate new LongPointer(4)");
        outer.setStackTrace(limit.getStackTrace());
        outer.initCause(limit);
        assertThat(outOf(outer))
                .hasMessageStartingWith(
                        "the memory that may be used beyond the Java heap is too small for spec 'served',"
                                + " with images of 32 x 32 pixels and attack.batch 4 (physicalBytes (4119M) >"
                                + " maxPhysicalBytes"
                                + " (4096M)): lower attack.batch or cohort.size, or raise -Xmx ")
                .hasMessageEndingWith(" and which that limit follows, or the limit alone with"
                        + " -Dorg.bytedeco.javacpp.maxphysicalbytes")
                .hasCause(outer);
    }

    private EnvironmentException outOf(Throwable memory) throws IOException {
        Assignment assignment = assignment(new Served() {
            @Override
            public float[] probabilities(ImageBatch images) {
                if (memory instanceof RuntimeException e) {
                    throw e;
                }
                throw (Error) memory;
            }
        });
        return catchThrowableOfType(EnvironmentException.class, () -> measure(assignment));
    }

    private GateOutcome measure(Assignment assignment) {
        return GateRunner.measure(assignment, properties(), GateListener.SILENT);
    }

    private PropertyLayers properties() {
        Map<String, Path> folders = Map.of(
                DuressProperties.STORE, folder.resolve("store"),
                DuressProperties.COUNTEREXAMPLES, folder.resolve("counterexamples"));
        return PropertyLayers.of(new PropertyLayer(
                "test", key -> Optional.ofNullable(folders.get(key)).map(Path::toString), List.of()));
    }

    private Assignment assignment(SegmentationModel model) throws IOException {
        Path spec = Files.writeString(folder.resolve("spec.yaml"), """
                name: served
                model: {format: given, path: x}
                cohort: {format: phantom, subjects: 2, slices: 2, size: [32, 32], attackerSubjects: 0.5}
                attack: {xi: 0, samples: 1}
                gate: {maxDiceDrop: 0.3}
                """);
        return new Assignment(SpecFiles.read(spec), Optional.of(model), Optional.empty());
    }

    private static class Served implements MadeUpModel {
        @Override
        public int classes() {
            return 5;
        }

        @Override
        public String fingerprint() {
            return "served";
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            return everywhere(0, images);
        }

        static float[] everywhere(int seen, ImageBatch images) {
            float[] probabilities = new float[images.pixels().length * 5];
            for (int p = seen; p < probabilities.length; p += 5) {
                probabilities[p] = 1;
            }
            return probabilities;
        }

        @Override
        public Map<String, String> diagnostics() {
            return Map.of("container.log", "what the container wrote");
        }
    }
}
