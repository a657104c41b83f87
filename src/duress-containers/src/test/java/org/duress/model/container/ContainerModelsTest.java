package org.duress.model.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.junit.EnabledIfDocker;
import org.duress.model.SegmentationModel;
import org.duress.testserver.ServerImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** Containers that test code makes. */
@EnabledIfDocker
@Timeout(180)
class ContainerModelsTest {
    private static String name = "";

    @BeforeAll
    static void build() {
        name = ServerImage.require();
    }

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNone();
    }

    private static GenericContainer<?> container(String... command) {
        return new GenericContainer<>(DockerImageName.parse(name))
                .withCommand(command)
                .waitingFor(Wait.forHttp("/v2/health/ready")
                        .forPort(ServerImage.PORT)
                        .withStartupTimeout(Duration.ofSeconds(60)));
    }

    @Test
    void aContainerThatRunsGoesOnWhenItsModelIsClosed() {
        try (GenericContainer<?> container = container().withExposedPorts(ServerImage.PORT)) {
            container.start();
            for (int round = 0; round < 2; round++) {
                try (SegmentationModel model = ContainerModels.of(container, ServerImage.PORT, "unet")) {
                    assertThat(model.classes()).isEqualTo(5);
                    assertThat(model.provenance()).containsEntry("image", name);
                    assertThat(model.diagnostics().get("container.log")).contains("ready http");
                }
                assertThat(container.isRunning()).isTrue();
            }
        }
    }

    @Test
    void aContainerThatDoesNotRunIsStartedAndStoppedWithItsModel() {
        try (GenericContainer<?> container = container()) {
            try (SegmentationModel model = ContainerModels.of(container, ServerImage.PORT, "unet")) {
                assertThat(model.classes()).isEqualTo(5);
                assertThat(container.isRunning()).isTrue();
            }
            Leftovers.assertNone();
        }
    }

    @Test
    void aModelThatIsNotThereStopsTheContainerThatWasStartedForIt() {
        try (GenericContainer<?> container = container()) {
            assertThat(catchThrowableOfType(
                            DuressException.class, () -> ContainerModels.of(container, ServerImage.PORT, "vnet")))
                    .hasMessageContaining("vnet");
            Leftovers.assertNone();
        }
    }

    @Test
    void aPortThatIsNotPublishedIsTheMakersFault() {
        try (GenericContainer<?> container = container().withExposedPorts(ServerImage.PORT)) {
            container.start();

            assertThat(catchThrowableOfType(DuressException.class, () -> ContainerModels.of(container, 8001, "unet")))
                    .isNotInstanceOf(EnvironmentException.class)
                    .hasMessage("the container of image '" + name + "' does not publish port 8001; make it"
                            + " withExposedPorts(8001) before it is started");
            assertThat(container.isRunning()).isTrue();
        }
    }

    @Test
    void aContainerThatDoesNotBecomeWhatItsMakerWaitsForHasItsLog() {
        try (GenericContainer<?> container = container("--nonsense")) {
            container.withStartupTimeout(Duration.ofSeconds(3));
            EnvironmentException failure = catchThrowableOfType(
                    EnvironmentException.class, () -> ContainerModels.of(container, ServerImage.PORT, "unet"));

            assertThat(failure)
                    .hasMessageStartingWith("the container of image '" + name + "' cannot be started (")
                    .hasMessageContaining("; correct how the test makes it: an image without a shell needs")
                    .hasMessageEndingWith("waitingFor(Wait.forHttp(\"/v2/health/ready\").forPort(8000))");
            assertThat(failure.attachments().get("container.log")).contains("argument '--nonsense' is unknown");
        }
    }
}
