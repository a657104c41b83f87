package org.duress.net;

/**
 * Where tensors live, resolved once per JVM from the property {@code duress.device} (auto, cpu or gpu).
 *
 * @param kind {@code cpu} or {@code gpu}
 * @param description for results and reports, for example {@code cpu (nd4j-native 1.0.0-M2.1, oneDNN, 2 threads)}
 */
public record Device(String kind, String description) {
    /**
     * The device of this JVM.
     *
     * @throws org.duress.DuressException if a GPU was asked for and none is usable
     */
    public static Device resolved() {
        throw new UnsupportedOperationException("coming");
    }
}
