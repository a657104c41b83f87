package org.duress.net;

import java.util.List;
import java.util.ServiceLoader;
import org.duress.EnvironmentException;

/** The engine on the class path. */
final class Engines {
    private static final List<Engine> FOUND = ServiceLoader.load(Engine.class, Engine.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();

    private Engines() {}

    static Engine only() {
        if (FOUND.size() != 1) {
            throw new EnvironmentException("the class path has " + FOUND.size() + " engines that compute networks "
                    + FOUND.stream().map(engine -> engine.getClass().getName()).toList()
                    + "; keep exactly one");
        }
        return FOUND.get(0);
    }
}
