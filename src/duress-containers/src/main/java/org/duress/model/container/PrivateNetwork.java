package org.duress.model.container;

import com.github.dockerjava.api.model.HostConfig;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.duress.EnvironmentException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/**
 * A network for one container, with no way out: the engine forwards nothing from it, neither to other machines nor to
 * other containers. Ports are not published on it either; this machine reaches the container by its address, through
 * the bridge that the engine makes here.
 *
 * <p>What that bridge cannot keep from the container is this machine itself: a service here that listens on all
 * interfaces answers the container as well. Names are looked up nowhere: without that, engines before 26.0 may ask this
 * machine's own resolver for the container, which leads out.
 */
final class PrivateNetwork implements AutoCloseable {
    private final Network network;

    private PrivateNetwork(Network network) {
        this.network = network;
    }

    /**
     * Makes a network.
     *
     * @param image whose container is going to sit in it, for the message
     * @throws EnvironmentException if this machine could not reach the container: the engine's bridge is elsewhere
     */
    static PrivateNetwork create(String image) {
        PrivateNetwork made = new PrivateNetwork(Network.builder()
                .driver("bridge")
                .createNetworkCmdModifier(command -> command.withInternal(true))
                .build());
        try {
            if (!isHere(made.network.getId())) {
                throw new EnvironmentException("the container of image '" + image
                        + "' would sit in a network without a way out, which is reached only on the Linux machine"
                        + " that the Docker"
                        + " engine runs on; run the test there, or let the container reach the network with"
                        + " model.egress:"
                        + " true");
            }
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /** By the name that the engine gives to a bridge, for an address may belong to another network of this machine. */
    static boolean isHere(String networkId) {
        try {
            return NetworkInterface.getByName("br-" + networkId.substring(0, 12)) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    void join(GenericContainer<?> container) {
        container.withNetwork(network).withCreateContainerCmdModifier(command -> {
            HostConfig host = command.getHostConfig();
            if (host != null) {
                host.withDns("127.0.0.1");
            }
        });
    }

    @Override
    public void close() {
        network.close();
    }
}
