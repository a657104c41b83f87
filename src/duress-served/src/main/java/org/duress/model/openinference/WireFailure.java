package org.duress.model.openinference;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why there is no answer. */
final class WireFailure {
    private WireFailure() {}

    /**
     * Why no asking again and no waiting helps, as a sentence goes on after the model's name; empty where it may: a
     * server that starts refuses connections, or takes them and lets them go.
     *
     * @param trust what the server's certificate was held against; empty: the CAs of the JVM
     */
    static Optional<String> forGood(IOException failure, Optional<Trust> trust) {
        boolean cut = caused(failure, EOFException.class) || caused(failure, SocketException.class);
        if (caused(failure, BoundedBody.TooLarge.class)) {
            return Optional.of("sends more than its answer can hold (" + reason(failure, BoundedBody.TooLarge.class)
                    + "), so it was left; check what serves there");
        }
        if (caused(failure, SSLException.class) && !cut) {
            return Optional.of(untrusted(failure, trust)
                    .orElseGet(() -> "cannot be reached by TLS (" + reason(failure, SSLException.class)
                            + "); correct model.url: whether it is https there, and at which port"));
        }
        if (caused(failure, ProtocolException.class)) {
            return Optional.of("answers with something else than HTTP (" + reason(failure, ProtocolException.class)
                    + "); set model.url to the port of HTTP, not to that of gRPC or TLS");
        }
        return Optional.empty();
    }

    /** What is wrong with the server's certificate. */
    private static Optional<String> untrusted(IOException failure, Optional<Trust> trust) {
        String certificate = "shows a certificate that ";
        if (caused(failure, CertificateExpiredException.class)
                || caused(failure, CertificateNotYetValidException.class)) {
            return Optional.of(certificate + "is not valid today; renew the server's certificate, or correct this"
                    + " machine's clock");
        }
        String reason = reason(failure, CertificateException.class);
        if (reason.startsWith("No subject alternative") || reason.startsWith("No name matching")) {
            return Optional.of(certificate + "is for another host (" + reason
                    + "); set model.url to a name that is in the certificate");
        }
        if (caused(failure, CertPathBuilderException.class)) {
            return Optional.of(certificate
                    + trust.map(given -> "none of the CAs in " + given.file()
                                    + " has signed; set model.certificates to the PEM file of the CA that has")
                            .orElse("no CA known to this JVM has signed; set model.certificates to the PEM file of the"
                                    + " CA that has"));
        }
        return caused(failure, CertPathValidatorException.class)
                ? Optional.of(certificate + "does not hold (" + reason(failure, CertPathValidatorException.class)
                        + "); renew the server's certificate")
                : Optional.empty();
    }

    /** Whether nobody listens. */
    static boolean refused(IOException failure) {
        return failure instanceof ConnectException && !unknownHost(failure);
    }

    /** Whether the host's name leads nowhere. */
    static boolean unknownHost(IOException failure) {
        return caused(failure, UnresolvedAddressException.class) || caused(failure, UnknownHostException.class);
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> by) {
        return cause(failure, by).isPresent();
    }

    private static String reason(Throwable failure, Class<? extends Throwable> by) {
        return Words.cut(cause(failure, by).map(Throwable::getMessage).orElse(""));
    }

    private static Optional<Throwable> cause(Throwable failure, Class<? extends Throwable> by) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (by.isInstance(cause)) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
