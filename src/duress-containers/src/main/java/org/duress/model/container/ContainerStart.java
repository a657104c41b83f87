package org.duress.model.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.NetworkSettings;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.host.ServerHost;
import org.duress.spec.ModelSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategyTarget;
import org.testcontainers.utility.MountableFile;

/** Starts the container of a {@code model.image}. */
final class ContainerStart {
    private final ModelSource.Image image;
    private final DockerClient engine;

    private ContainerStart(ModelSource.Image image, DockerClient engine) {
        this.image = image;
        this.engine = engine;
    }

    /**
     * Pulls the image where the engine lacks it, and starts a container of it; nothing is left behind where that fails.
     * A JVM that is killed leaves its container to Ryuk, Testcontainers' container that cleans up, which is on unless
     * {@code TESTCONTAINERS_RYUK_DISABLED=true}.
     *
     * @return the container, perhaps long before its server is ready; closing it stops and removes it and its network
     * @throws EnvironmentException if there is no engine, the image cannot be pulled, or the container cannot be
     *     started
     * @throws DuressException if the image's name, a file or the command is wrong
     */
    static ServerHost of(ModelSource.Image image) {
        Images.parse(image.image());
        image.files().forEach((place, file) -> requireFile(file));
        DockerClient engine = Engine.require();
        return new ContainerStart(image, engine).start();
    }

    private static void requireFile(Path file) {
        if (!Files.exists(file)) {
            throw new DuressException("model.files names " + file + ", which does not exist; correct the path");
        }
    }

    private ServerHost start() {
        Optional<PrivateNetwork> network =
                image.egress() ? Optional.empty() : Optional.of(PrivateNetwork.create(image.image()));
        GenericContainer<?> container = new GenericContainer<>(Images.parse(image.image()));
        Runnable release = () -> {
            try {
                container.stop();
            } finally {
                network.ifPresent(PrivateNetwork::close);
            }
        };
        try {
            Images.require(engine, image.image());
            configure(container, network);
            container.start();
            String id = container.getContainerId();
            return new ModelContainer(engine, id, image.image(), url(id), release);
        } catch (DuressException e) {
            throw released(release, e);
        } catch (RuntimeException e) {
            throw released(release, failure(e));
        } catch (Error e) {
            // A library that is missing: Testcontainers meets it with the container half made.
            throw released(release, e);
        }
    }

    private static <E extends Throwable> E released(Runnable release, E failure) {
        ModelContainer.release(release);
        return failure;
    }

    private void configure(GenericContainer<?> container, Optional<PrivateNetwork> network) {
        container.setWaitStrategy(new NoWait());
        container.withStartupCheckStrategy(new NoCheck());
        container.withEnv(image.environment());
        if (!image.command().isEmpty()) {
            container.withCommand(image.command().toArray(String[]::new));
        }
        image.files()
                .forEach((place, file) -> container.withCopyFileToContainer(MountableFile.forHostPath(file), place));
        if (image.gpu()) {
            container.withCreateContainerCmdModifier(ContainerStart::gpus);
        }
        network.ifPresentOrElse(
                own -> own.join(container), () -> container.withCreateContainerCmdModifier(this::publish));
    }

    private static void gpus(CreateContainerCmd command) {
        hostConfig(command)
                .withDeviceRequests(
                        List.of(new DeviceRequest().withCount(-1).withCapabilities(List.of(List.of("gpu")))));
    }

    /**
     * Not by {@code withExposedPorts}: Testcontainers would wait for the port of a container that has exited already,
     * and then remove it with its log.
     */
    private void publish(CreateContainerCmd command) {
        ExposedPort port = ExposedPort.tcp(image.port());
        command.withExposedPorts(port);
        // On a machine with other users or in a hospital's network nobody else should reach the model.
        Ports.Binding where = host().equals("localhost") ? Ports.Binding.bindIp("127.0.0.1") : Ports.Binding.empty();
        hostConfig(command).withPortBindings(new PortBinding(where, port));
    }

    private static HostConfig hostConfig(CreateContainerCmd command) {
        return Objects.requireNonNull(command.getHostConfig(), "Testcontainers sets it");
    }

    private static String host() {
        return DockerClientFactory.instance().dockerHostIpAddress();
    }

    private URI url(String id) {
        NetworkSettings settings = engine.inspectContainerCmd(id).exec().getNetworkSettings();
        Optional<String> place = image.egress() ? published(settings) : inside(settings);
        return URI.create("http://" + place.orElseThrow(() -> ModelContainer.ended(engine, id, image.image())));
    }

    private Optional<String> published(NetworkSettings settings) {
        Ports.Binding[] bindings = settings.getPorts().getBindings().get(ExposedPort.tcp(image.port()));
        return bindings == null || bindings.length == 0
                ? Optional.empty()
                : Optional.of(host() + ":" + bindings[0].getHostPortSpec());
    }

    private Optional<String> inside(NetworkSettings settings) {
        return settings.getNetworks().values().stream()
                .map(ContainerNetwork::getIpAddress)
                .filter(address -> address != null && !address.isEmpty())
                .map(address -> address + ":" + image.port())
                .findFirst();
    }

    private DuressException failure(RuntimeException e) {
        String why = Engine.reason(e);
        if (image.gpu() && why.contains("could not select device driver")) {
            return new EnvironmentException(
                    "the Docker engine has no GPU for the container of image '" + image.image() + "' (" + why
                            + "); install the NVIDIA Container Toolkit there, or set model.gpu: false",
                    e);
        }
        String broken = "the container of image '" + image.image() + "' cannot be started (" + why + "); ";
        return isRefused(e)
                ? new DuressException(broken + "correct model.command, model.files or the image", e)
                : new EnvironmentException(broken + "see what the Docker engine lacks", e);
    }

    /** Whether the engine finds fault with what it was asked for. */
    private static boolean isRefused(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadRequestException || cause instanceof NotFoundException) {
                return true;
            }
        }
        return false;
    }

    /** Whoever asks the server waits; Testcontainers would look for a shell in the container. */
    private static final class NoWait implements WaitStrategy {
        @Override
        public void waitUntilReady(WaitStrategyTarget container) {}

        @Override
        public WaitStrategy withStartupTimeout(Duration timeout) {
            return this;
        }
    }

    /** A container that has exited already is kept: its log says why. */
    private static final class NoCheck extends StartupCheckStrategy {
        @Override
        public StartupStatus checkStartupState(DockerClient engine, String id) {
            return StartupStatus.SUCCESSFUL;
        }
    }
}
