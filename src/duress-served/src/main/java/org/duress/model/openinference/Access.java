package org.duress.model.openinference;

import java.net.URI;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.duress.DuressException;
import org.duress.spec.ServedModel;
import org.jspecify.annotations.Nullable;

/**
 * What a server is shown, and what it must show.
 *
 * @param trust empty: the CAs of the JVM
 */
record Access(Authorization authorization, Optional<Trust> trust) {
    static final Access OPEN = new Access(Authorization.NONE, Optional.empty());

    /**
     * Reads variable and file.
     *
     * @param environment gives a variable's value, null where there is none
     * @throws org.duress.EnvironmentException if there is no such variable
     * @throws DuressException if there are no such certificates
     */
    static Access of(ServedModel served, UnaryOperator<@Nullable String> environment) {
        return new Access(
                Authorization.of(served.authorizationFrom(), environment),
                served.certificates().map(Trust::of));
    }

    /** Refuses certificates where nothing is encrypted. */
    void requireFor(URI url) {
        trust.filter(given -> !"https".equalsIgnoreCase(url.getScheme())).ifPresent(given -> {
            throw new DuressException("model.certificates is said of servers that are asked by https, but this one is"
                    + " asked at " + url + "; set model.url to its address with https, or remove model.certificates");
        });
    }
}
