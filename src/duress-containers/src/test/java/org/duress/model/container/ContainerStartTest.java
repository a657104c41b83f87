package org.duress.model.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Grid;
import org.duress.junit.EnabledIfDocker;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.host.ServerHost;
import org.duress.model.openinference.OpenInferenceFormat;
import org.duress.model.openinference.OpenInferenceModels;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.duress.testserver.ServerImage;
import org.duress.testserver.ServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Models in containers of the test server, on a real engine. */
@EnabledIfDocker
@Timeout(180)
class ContainerStartTest {
    private static String name = "";

    @BeforeAll
    static void build() {
        name = ServerImage.require();
    }

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNone();
    }

    @Test
    void aModelInAContainerAnswersUntilItIsClosed() {
        try (SegmentationModel model = open(image())) {
            assertThat(model.classes()).isEqualTo(5);
            assertThat(model.segment(new ImageBatch(new float[2 * 16 * 16], 2, Grid.of(16, 16)))
                            .probabilities())
                    .hasSize(2 * 16 * 16 * 5);
            assertThat(model.provenance()).containsEntry("image", name);
            assertThat(Leftovers.all()).hasSize(2);
        }
    }

    @Test
    void theResultNamesTheImageByItsDigest() {
        try (ServerHost host = ContainerStart.of(image())) {
            String id = Engine.require().inspectImageCmd(name).exec().getId();
            assertThat(id).startsWith("sha256:");
            assertThat(host.provenance())
                    .containsEntry("image", name)
                    .containsEntry("imageDigest", id)
                    .containsKeys("imagePlatform", "imageCreated");
        }
    }

    @Test
    void environmentCommandAndFilesReachTheContainer() {
        ModelSource.Image image = new ModelSource.Image(
                name,
                9000,
                served(0, 60),
                Map.of("JAVA_TOOL_OPTIONS", "-Dgreeting=hello"),
                List.of("--model=/given/unet.onnx", "--port=9000"),
                Map.of("/given/unet.onnx", ServerProcess.MODEL),
                false,
                false);

        try (SegmentationModel model = open(image)) {
            assertThat(model.classes()).isEqualTo(5);
            assertThat(model.diagnostics().get("container.log")).contains("-Dgreeting=hello", "ready http");
        }
    }

    @Test
    void aContainerThatExitsAtOnceIsKnownAtOnceWithItsLog() {
        EnvironmentException failure = catchThrowableOfType(
                EnvironmentException.class, () -> open(image(served(0, 600), "--fault=die-after=0")));

        assertThat(failure).hasMessageContaining("container of image '" + name + "' exited with code 3");
        assertThat(failure.attachments().get("container.log")).contains("dies at once, as ordered");
    }

    @Test
    void aServerThatIsNeverReadyIsNotWaitedForForEver() {
        EnvironmentException failure = catchThrowableOfType(
                EnvironmentException.class, () -> open(image(served(0, 4), "--fault=never-ready")));

        assertThat(failure).hasMessageContaining("4 s");
        assertThat(failure.attachments().get("container.log")).contains("ready http");
    }

    @Test
    void aContainerThatDiesInTheMiddleIsNamedAndItsLogCanStillBeRead() {
        ImageBatch images = new ImageBatch(new float[16 * 16], 1, Grid.of(16, 16));
        try (SegmentationModel model = open(image(served(2, 60), "--fault=die-after=20"))) {
            EnvironmentException failure = catchThrowableOfType(EnvironmentException.class, () -> {
                for (int i = 0; i < 20; i++) {
                    model.segment(images);
                }
            });

            assertThat(failure).hasMessageContaining("container of image '" + name + "' exited with code 3");
            assertThat(model.diagnostics().get("container.log")).contains("dies in infer request 20, as ordered");
        }
    }

    @Test
    void withoutEgressItSitsInAnInternalNetworkOfItsOwnWithNoPortPublished() {
        try (ServerHost host = ContainerStart.of(image())) {
            InspectContainerResponse container = onlyContainer();
            assertThat(container.getNetworkSettings().getPorts().getBindings().values())
                    .as("published ports")
                    .filteredOn(Objects::nonNull)
                    .isEmpty();
            assertThat(container.getNetworkSettings().getNetworks().values())
                    .singleElement()
                    .satisfies(network -> {
                        assertThat(host.url()).hasHost(network.getIpAddress()).hasPort(8000);
                        assertThat(Engine.require()
                                        .inspectNetworkCmd()
                                        .withNetworkId(network.getNetworkID())
                                        .exec()
                                        .getInternal())
                                .isTrue();
                    });
            assertThat(container.getHostConfig().getDns()).containsExactly("127.0.0.1");
        }
    }

    @Test
    void withEgressItsPortIsPublished() {
        try (SegmentationModel model = open(egress())) {
            assertThat(model.classes()).isEqualTo(5);
            assertThat(onlyContainer().getNetworkSettings().getNetworks()).containsOnlyKeys("bridge");
        }
    }

    @Test
    void aContainerWithEgressThatExitsAtOnceHasItsLogToo() {
        EnvironmentException failure =
                catchThrowableOfType(EnvironmentException.class, () -> open(egress("--fault=die-after=0")));

        assertThat(failure).hasMessageContaining("exited with code 3");
        assertThat(failure.attachments().get("container.log")).contains("dies at once, as ordered");
    }

    @Test
    void anEngineWithoutAGpuSaysSo() {
        assumeThat(Engine.require().infoCmd().exec().getRuntimes())
                .as("runtimes of the engine")
                .doesNotContainKey("nvidia");
        ModelSource.Image image =
                new ModelSource.Image(name, 8000, served(0, 60), Map.of(), List.of(), Map.of(), true, false);

        assertThat(catchThrowableOfType(EnvironmentException.class, () -> ContainerStart.of(image)))
                .hasMessageStartingWith("the Docker engine has no GPU for the container of image '" + name
                        + "' (could not select device driver")
                .hasMessageEndingWith("install the NVIDIA Container Toolkit there, or set model.gpu: false");
    }

    @Test
    void anImageThatNobodyHasIsAskedForOnce() {
        // A registry on this machine that nobody runs: no network is needed to find out.
        ModelSource.Image image = new ModelSource.Image(
                "localhost:1/unet:1", 8000, served(0, 60), Map.of(), List.of(), Map.of(), false, false);

        assertThat(catchThrowableOfType(EnvironmentException.class, () -> ContainerStart.of(image)))
                .hasMessageStartingWith("the Docker engine has no image 'localhost:1/unet:1' and cannot pull it (")
                .hasMessageContaining("connection refused")
                .hasMessageEndingWith("; pull or build it, or correct the name");
    }

    @Test
    void aFileThatIsMissingAndANameThatIsNoneAreTheSpecsFault() {
        ModelSource.Image missing = new ModelSource.Image(
                name,
                8000,
                served(0, 60),
                Map.of(),
                List.of(),
                Map.of("/models", Path.of("no/such/models")),
                false,
                false);
        ModelSource.Image unnamed =
                new ModelSource.Image("No Image", 8000, served(0, 60), Map.of(), List.of(), Map.of(), false, false);

        assertThat(catchThrowableOfType(DuressException.class, () -> ContainerStart.of(missing)))
                .isNotInstanceOf(EnvironmentException.class)
                .hasMessage(
                        "model.files names " + Path.of("no/such/models") + ", which does not exist; correct the path");
        assertThat(catchThrowableOfType(DuressException.class, () -> ContainerStart.of(unnamed)))
                .isNotInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("model.image 'No Image' is no name of an image");
    }

    @Test
    void aTestThatIsInterruptedLeavesNothingEither() {
        ServerHost host = ContainerStart.of(image());
        Thread.currentThread().interrupt();
        try {
            assertThat(host.diagnostics()).containsKey("container.log");
            host.close();
            host.close();
        } finally {
            assertThat(Thread.interrupted()).as("the interrupt is handed on").isTrue();
        }
        assertThat(host.gone()).hasValue("the container of image '" + name + "' was removed");
    }

    private static InspectContainerResponse onlyContainer() {
        var containers = Engine.require()
                .listContainersCmd()
                .withAncestorFilter(List.of(name))
                .exec();
        assertThat(containers).hasSize(1);
        return Engine.require().inspectContainerCmd(containers.get(0).getId()).exec();
    }

    private static ServedModel served(int retries, int readySeconds) {
        return new ServedModel("unet")
                .with(ServedModel.RETRIES, retries)
                .with(ServedModel.REQUEST_SECONDS, 30)
                .with(ServedModel.READY_SECONDS, readySeconds);
    }

    private static ModelSource.Image image() {
        return image(served(0, 60));
    }

    private static ModelSource.Image image(ServedModel served, String... command) {
        return new ModelSource.Image(name, 8000, served, Map.of(), List.of(command), Map.of(), false, false);
    }

    private static ModelSource.Image egress(String... command) {
        return new ModelSource.Image(name, 8000, served(0, 60), Map.of(), List.of(command), Map.of(), false, true);
    }

    private static SegmentationModel open(ModelSource.Image image) {
        return new OpenInferenceFormat().open(new ModelSpec(OpenInferenceModels.FORMAT, image));
    }
}
