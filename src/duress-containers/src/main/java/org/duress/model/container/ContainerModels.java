package org.duress.model.container;

import com.github.dockerjava.api.DockerClient;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.SegmentationModel;
import org.duress.model.host.ServerHost;
import org.duress.model.openinference.OpenInferenceModels;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.testcontainers.containers.GenericContainer;

/**
 * Models in containers that test code makes, where {@code model.image} of a spec does not say enough. The test names
 * the model by {@code modelFrom}:
 *
 * <pre>{@code
 * @Testcontainers
 * class LiverSegmentationTest {
 *
 *     @Container
 *     static final GenericContainer<?> TRITON =
 *             new GenericContainer<>("nvcr.io/nvidia/tritonserver:24.08-py3")
 *                     .withCommand("tritonserver", "--model-repository=/models")
 *                     .withCopyFileToContainer(MountableFile.forHostPath("models"), "/models")
 *                     .withExposedPorts(8000)
 *                     .waitingFor(Wait.forHttp("/v2/health/ready").forPort(8000));
 *
 *     static SegmentationModel unet;
 *
 *     @BeforeAll
 *     static void open() {
 *         unet = ContainerModels.of(TRITON, 8000, "unet");
 *     }
 *
 *     @AfterAll
 *     static void close() {
 *         unet.close();
 *     }
 *
 *     @AdversarialRobustness(modelFrom = "unet", cohort = @CohortSource(...))
 *     void withstands() {}
 * }
 * }</pre>
 *
 * <p>A container that was started before, as by {@code @Container} here, goes on when the model is closed. One that was
 * not is started here, and stopped and removed when the model is closed. Networks, limits and GPUs are what the
 * container says: whether it can reach the network, say, is up to its maker.
 */
public final class ContainerModels {
    private ContainerModels() {}

    /**
     * A model that says everything else itself.
     *
     * @param port in the container, 1 to 65535, that the server listens on
     * @param name of the model on the server
     * @throws EnvironmentException if the container or its server does not do its part
     * @throws DuressException if the model cannot be used
     */
    public static SegmentationModel of(GenericContainer<?> container, int port, String name) {
        ServedModel served = new ServedModel(name);
        // The source says nothing here that the container does not; its image is asked for when there is one.
        ModelSource source = new ModelSource.Image("", port, served, Map.of(), List.of(), Map.of(), false, true);
        return of(container, port, served, new ModelSpec(OpenInferenceModels.FORMAT, source));
    }

    /**
     * A model with settings.
     *
     * @param port in the container, 1 to 65535, that the server listens on
     * @param served the model on the server, and how patiently it is asked
     * @param settings head, layout, channels, output; where the model comes from is not read
     * @throws EnvironmentException if the container or its server does not do its part
     * @throws DuressException if the model cannot be used, or not as the settings say
     */
    public static SegmentationModel of(
            GenericContainer<?> container, int port, ServedModel served, ModelSpec settings) {
        return OpenInferenceModels.open(host(container, port), served, settings);
    }

    static ServerHost host(GenericContainer<?> container, int port) {
        DockerClient engine = Engine.require();
        // Testcontainers keeps the id of a container that has exited, and forgets that of one that was stopped.
        boolean ours = container.getContainerId() == null;
        Runnable release = ours ? container::stop : () -> {};
        if (ours) {
            start(container, port);
        }
        try {
            String id = container.getContainerId();
            String image = container.getDockerImageName();
            return new ModelContainer(engine, id, image, url(container, port, image), release);
        } catch (RuntimeException e) {
            ModelContainer.release(release);
            throw e;
        }
    }

    private static void start(GenericContainer<?> container, int port) {
        LogTail log = new LogTail();
        if (!container.getExposedPorts().contains(port)) {
            container.addExposedPort(port);
        }
        // A container that does not become what its maker waits for is gone when start() throws, and its log with it.
        container.withLogConsumer(frame -> {
            byte[] bytes = frame.getBytes();
            if (bytes != null) {
                log.add(bytes);
            }
        });
        try {
            container.start();
        } catch (RuntimeException e) {
            EnvironmentException failure = new EnvironmentException(
                    "the container of image '" + container.getDockerImageName() + "' cannot be started ("
                            + Engine.reason(e) + "); correct how the test makes it: an image without a shell needs"
                            + " waitingFor(Wait.forHttp(\"/v2/health/ready\").forPort(" + port + "))",
                    e);
            failure.attach(Map.of(ModelContainer.LOG, log.text()));
            throw failure;
        }
    }

    private static URI url(GenericContainer<?> container, int port, String image) {
        try {
            return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(port));
        } catch (IllegalArgumentException e) {
            throw new DuressException(
                    "the container of image '" + image + "' does not publish port " + port
                            + "; make it withExposedPorts(" + port + ") before it is started",
                    e);
        }
    }
}
