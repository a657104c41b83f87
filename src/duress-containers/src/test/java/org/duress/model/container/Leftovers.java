package org.duress.model.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** What this JVM has on the engine. */
final class Leftovers {
    private static final Map<String, String> OURS =
            Map.of(DockerClientFactory.TESTCONTAINERS_SESSION_ID_LABEL, DockerClientFactory.SESSION_ID);

    private Leftovers() {}

    static List<String> all() {
        DockerClient engine = Engine.require();
        return Stream.concat(
                        engine.listContainersCmd().withShowAll(true).withLabelFilter(OURS).exec().stream()
                                .map(container -> "container " + container.getImage() + " " + container.getStatus()),
                        engine.listNetworksCmd().exec().stream()
                                .filter(network -> network.getLabels() != null
                                        && network.getLabels().entrySet().containsAll(OURS.entrySet()))
                                .map(network -> "network " + network.getName()))
                .filter(name -> !name.contains("ryuk"))
                .toList();
    }

    static void assertNone() {
        assertThat(all()).as("containers and networks of this JVM").isEmpty();
    }
}
