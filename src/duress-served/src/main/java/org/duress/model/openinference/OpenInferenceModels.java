package org.duress.model.openinference;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.duress.DuressException;
import org.duress.model.SegmentationModel;
import org.duress.model.host.ServerHost;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;

/** Models that a server of the Open Inference Protocol answers for. */
public final class OpenInferenceModels {
    /** Value of {@code model.format}. */
    public static final String FORMAT = "open-inference";

    private static final String BINARY = "binary_tensor_data";

    private OpenInferenceModels() {}

    /**
     * A model on a server that runs already.
     *
     * @param url scheme, host and port
     * @param name of the model on the server
     */
    public static SegmentationModel at(URI url, String name) {
        ServedModel served = new ServedModel(name);
        return open(ServerHost.at(url), served, new ModelSpec(FORMAT, new ModelSource.Server(url, served)));
    }

    /**
     * Waits until the server and the model are ready, reads the model's metadata, and tries it.
     *
     * @param host closed with the model, or before this throws
     * @param spec says what the metadata does not: head, layout, channels, output
     * @throws org.duress.EnvironmentException if the server does not do its part
     * @throws org.duress.DuressException if the model cannot be used, or not as the spec says
     */
    public static SegmentationModel open(ServerHost host, ServedModel served, ModelSpec spec) {
        Access access;
        try {
            access = access(served);
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
        return open(host, access, served, spec);
    }

    /** What the server is shown and must show, which is asked for before a container is started in vain. */
    static Access access(ServedModel served) {
        return Access.of(served, System::getenv);
    }

    static SegmentationModel open(ServerHost host, Access access, ServedModel served, ModelSpec spec) {
        return open(host, access, served, spec, Time.system(), Duration.ofSeconds(served.requestSeconds()));
    }

    static SegmentationModel open(
            ServerHost host, Access access, ServedModel served, ModelSpec spec, Time time, Duration requestTimeout) {
        Authorization authorization = access.authorization();
        try {
            return authorization.guard(() -> opened(host, access, served, spec, time, requestTimeout));
        } catch (DuressException e) {
            e.attach(authorization.without(host.diagnostics()));
            host.close();
            throw e;
        } catch (RuntimeException | Error e) {
            host.close();
            throw e;
        }
    }

    private static SegmentationModel opened(
            ServerHost host, Access access, ServedModel served, ModelSpec spec, Time time, Duration requestTimeout) {
        access.requireFor(host.url());
        Wire wire = new Wire(requestTimeout, access, host.url());
        Endpoints endpoints = Endpoints.of(host.url(), served.name(), served.version());
        Duration ready = Duration.ofSeconds(served.readySeconds());
        // A server that takes connections and says nothing is not given longer than one that is not there.
        Wire waiting = ready.compareTo(requestTimeout) < 0 ? wire.fresh(ready) : wire;
        new Readiness(waiting, host, time, endpoints).await(ready);
        Caller caller = new Caller(wire, host, time, endpoints.model(), served.retries());
        Metadata.Server server = server(caller, endpoints);
        Metadata.Model metadata = caller.ask(Metadata.model(endpoints.metadata(), endpoints.model()))
                .orThrow(refused -> refused.failure(
                        endpoints.model(),
                        "is ready, but the server answers the question for its metadata with " + refused.reason()
                                + "; see the server's log"));
        Signature signature = Signature.of(metadata, spec, served.classCount(), endpoints.model());
        boolean binary = server.extensions().contains(BINARY);
        Probe probe = Probe.of(caller, endpoints, signature, binary, served, spec);
        return new RemoteModel(host, access.authorization(), caller, probe, served, spec, server, metadata);
    }

    /** The specification's text says v2, its OpenAPI document v2/; a gateway may know neither. */
    private static Metadata.Server server(Caller caller, Endpoints endpoints) {
        for (URI uri : List.of(endpoints.server(), endpoints.at("/v2/"))) {
            if (caller.ask(Metadata.server(uri)) instanceof Outcome.Answered<Metadata.Server> answered) {
                return answered.value();
            }
        }
        return Metadata.Server.SILENT;
    }
}
