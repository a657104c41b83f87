package org.duress.testserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.duress.junit.EnabledIfDocker;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The image of the test server, in containers. */
@EnabledIfDocker
class ServerImageTest {
    private static final String IMAGE =
            "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,1,8,8],\"data\":[" + "0.5,".repeat(63)
                    + "0.5]}]}";

    private final String name = ServerImage.require();
    private final HttpClient client = HttpClient.newHttpClient();

    private GenericContainer<?> container(String... command) {
        return new GenericContainer<>(DockerImageName.parse(name))
                .withImagePullPolicy(image -> false)
                .withExposedPorts(ServerImage.PORT)
                .withCommand(command);
    }

    private GenericContainer<?> ready(String... command) {
        return container(command)
                .waitingFor(Wait.forHttp("/v2/health/ready")
                        .forPort(ServerImage.PORT)
                        .withStartupTimeout(Duration.ofSeconds(90)));
    }

    private HttpResponse<String> ask(GenericContainer<?> container, String path, String body) throws Exception {
        URI url = URI.create("http://" + container.getHost() + ":" + container.getMappedPort(ServerImage.PORT) + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        if (!body.isEmpty()) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void holdsAServerAndIsBuiltOnce() {
        assertThat(ServerImage.require()).isEqualTo(name);
        InspectImageResponse image =
                DockerClientFactory.instance().client().inspectImageCmd(name).exec();
        assertThat(image.getConfig()).isNotNull().satisfies(config -> {
            assertThat(config.getUser()).isEqualTo("65534:65534");
            assertThat(config.getExposedPorts()).hasSize(1);
        });
    }

    @Test
    void answersInAContainerAndStopsWhenItIsTold() throws Exception {
        try (GenericContainer<?> container = ready()) {
            container.start();
            assertThat(ask(container, "/v2/models/unet", "").body()).contains("\"shape\":[-1,5,-1,-1]");
            HttpResponse<String> answer = ask(container, "/v2/models/unet/infer", IMAGE);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"shape\":[1,5,8,8]");
            container
                    .getDockerClient()
                    .stopContainerCmd(container.getContainerId())
                    .withTimeout(30)
                    .exec();
            InspectContainerResponse.ContainerState state = container
                    .getDockerClient()
                    .inspectContainerCmd(container.getContainerId())
                    .exec()
                    .getState();
            assertThat(state.getExitCodeLong()).isZero();
        }
    }

    @Test
    void hasFaultsToOrder() throws Exception {
        try (GenericContainer<?> container = ready("--fault=status=500x1")) {
            container.start();
            assertThat(ask(container, "/v2/models/unet/infer", IMAGE).statusCode())
                    .isEqualTo(500);
            assertThat(ask(container, "/v2/models/unet/infer", IMAGE).statusCode())
                    .isEqualTo(200);
        }
        try (GenericContainer<?> container =
                container("--fault=never-ready").waitingFor(Wait.forLogMessage("ready http://0.0.0.0:8000\n", 1))) {
            container.start();
            assertThat(ask(container, "/v2/health/ready", "").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void exitsAtOnceWithCode3() {
        try (GenericContainer<?> container = container("--fault=die-after=0")
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy() {
                    @Override
                    public StartupStatus checkStartupState(
                            com.github.dockerjava.api.DockerClient engine, String containerId) {
                        Long code = engine.inspectContainerCmd(containerId)
                                .exec()
                                .getState()
                                .getExitCodeLong();
                        return code != null && code == 3 ? StartupStatus.SUCCESSFUL : StartupStatus.NOT_YET_KNOWN;
                    }
                })
                .waitingFor(Wait.forLogMessage("dies at once, as ordered\n", 1))) {
            container.start();
            assertThat(container.getLogs()).isEqualTo("dies at once, as ordered\n");
        }
    }
}
