package org.duress.model.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.duress.EnvironmentException;
import org.duress.model.host.ServerHost;

/**
 * A container that runs, and what a server in it can be reached by. It is not waited for here: who asks the server
 * finds out when it is ready, and {@link #gone} when it no longer can be.
 */
final class ModelContainer implements ServerHost {
    static final String LOG = "container.log";
    private static final int LOG_LINES = 20_000;
    private static final int LOG_SECONDS = 10;

    private final DockerClient engine;
    private final String id;
    private final String image;
    private final URI url;
    private final Map<String, String> provenance;
    private final Runnable release;

    /**
     * Takes a container over.
     *
     * @param id of the container
     * @param image as the user names it
     * @param release ends the container, where that is this object's business; may be called more than once
     */
    ModelContainer(DockerClient engine, String id, String image, URI url, Runnable release) {
        this.engine = engine;
        this.id = id;
        this.image = image;
        this.url = url;
        this.release = release;
        provenance = Images.provenance(
                engine, image, engine.inspectContainerCmd(id).exec().getImageId());
    }

    /** That a container has ended before it was asked, with its log. */
    static EnvironmentException ended(DockerClient engine, String id, String image) {
        EnvironmentException ended = new EnvironmentException(
                gone(engine, id, image).orElse("the container of image '" + image + "' has no address")
                        + " before it could be asked; see " + LOG + " in the report, and correct the image or how it is"
                        + " started");
        ended.attach(log(engine, id));
        return ended;
    }

    @Override
    public URI url() {
        return url;
    }

    @Override
    public Optional<String> gone() {
        return gone(engine, id, image);
    }

    static Optional<String> gone(DockerClient engine, String id, String image) {
        String container = "the container of image '" + image + "' ";
        InspectContainerResponse.ContainerState state;
        try {
            state = engine.inspectContainerCmd(id).exec().getState();
        } catch (NotFoundException e) {
            return Optional.of(container + "was removed");
        } catch (RuntimeException e) {
            return Optional.of("the Docker engine no longer answers (" + Engine.reason(e) + ")");
        }
        if (Boolean.TRUE.equals(state.getRunning())) {
            return Optional.empty();
        }
        return Optional.of(container
                + (Boolean.TRUE.equals(state.getOOMKilled()) ? "ran out of memory and " : "")
                + "exited with code " + state.getExitCodeLong());
    }

    @Override
    public Map<String, String> provenance() {
        return provenance;
    }

    /** The last of what the container wrote, at most {@value LogTail#LIMIT} bytes. */
    @Override
    public Map<String, String> diagnostics() {
        return log(engine, id);
    }

    static Map<String, String> log(DockerClient engine, String id) {
        LogTail tail = new LogTail();
        return uninterrupted(() -> {
            try (ResultCallback.Adapter<Frame> frames = new ResultCallback.Adapter<>() {
                @Override
                public void onNext(Frame frame) {
                    tail.add(frame.getPayload());
                }
            }) {
                engine.logContainerCmd(id)
                        .withStdOut(true)
                        .withStdErr(true)
                        .withTail(LOG_LINES)
                        .exec(frames)
                        .awaitCompletion(LOG_SECONDS, TimeUnit.SECONDS);
                return Map.of(LOG, tail.text());
            } catch (Exception e) {
                // Whoever asks has a failure to report, and this is not it.
                return Map.of(LOG, tail.text() + "\n(the log cannot be read: " + Engine.reason(e) + ")\n");
            }
        });
    }

    /**
     * Never throws: there may be a failure under way that matters more, and Testcontainers logs what it cannot remove.
     */
    @Override
    public void close() {
        release(release);
    }

    static void release(Runnable release) {
        uninterrupted(() -> {
            try {
                release.run();
                return true;
            } catch (RuntimeException e) {
                return false;
            }
        });
    }

    /** Does what must be done after an interrupt too: a test that timed out leaves no container behind. */
    static <T> T uninterrupted(Supplier<T> work) {
        boolean interrupted = Thread.interrupted();
        try {
            return work.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
