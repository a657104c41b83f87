package org.duress.model.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import org.duress.junit.EnabledIfDocker;
import org.duress.testserver.ServerImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * What a container in its own network does not reach, seen from inside: containers on the engine's common network. That
 * other machines are out of reach too is the engine's promise for an internal network, which ContainerStartTest sees it
 * is; a test without a network cannot tell.
 */
@EnabledIfDocker
@Timeout(180)
class PrivateNetworkTest {
    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNone();
    }

    @Test
    void whatAContainerReachesOtherwiseIsOutOfReach() throws IOException {
        String image = ServerImage.require();
        try (GenericContainer<?> other = new GenericContainer<>(DockerImageName.parse(image));
                PrivateNetwork network = PrivateNetwork.create(image);
                GenericContainer<?> free = probe(image);
                GenericContainer<?> confined = probe(image)) {
            other.withExposedPorts(ServerImage.PORT)
                    .waitingFor(Wait.forHttp("/v2/health/live").forPort(ServerImage.PORT))
                    .start();
            String there = Objects.requireNonNull(
                                    other.getContainerInfo()
                                            .getNetworkSettings()
                                            .getNetworks()
                                            .get("bridge"),
                                    "the engine's common network")
                            .getIpAddress()
                    + ":" + ServerImage.PORT;
            free.withCommand(there).start();
            network.join(confined);
            confined.withCommand(there).start();

            assertThat(free.getLogs()).isEqualToIgnoringNewLines(there + " answers");
            assertThat(confined.getLogs()).startsWith(there + " does not answer");
        }
    }

    @Test
    void aBridgeOfAnotherMachineIsNotHere() {
        assertThat(PrivateNetwork.isHere("0123456789abcdef")).isFalse();
    }

    private static GenericContainer<?> probe(String image) throws IOException {
        String file = EgressProbe.class.getName().replace('.', '/') + ".class";
        try (InputStream code =
                Objects.requireNonNull(EgressProbe.class.getClassLoader().getResourceAsStream(file), file)) {
            return new GenericContainer<>(DockerImageName.parse(image))
                    .withCopyToContainer(Transferable.of(code.readAllBytes()), "/probe/" + file)
                    .withCreateContainerCmdModifier(command -> command.withEntrypoint(
                            "/java/bin/java", "-Xmx64m", "-cp", "/probe", EgressProbe.class.getName()))
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(Duration.ofSeconds(60)));
        }
    }
}
