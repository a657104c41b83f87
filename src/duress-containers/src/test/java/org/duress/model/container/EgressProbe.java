package org.duress.model.container;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Runs in a container and says for each {@code address:port} among its arguments whether anybody answers there. */
final class EgressProbe {
    private static final int MILLIS = 3000;

    private EgressProbe() {}

    public static void main(String... places) {
        for (String place : places) {
            int colon = place.lastIndexOf(':');
            InetSocketAddress address =
                    new InetSocketAddress(place.substring(0, colon), Integer.parseInt(place.substring(colon + 1)));
            try (Socket socket = new Socket()) {
                socket.connect(address, MILLIS);
                System.out.println(place + " answers");
            } catch (IOException e) {
                System.out.println(place + " does not answer: " + e.getMessage());
            }
        }
    }
}
