package org.duress.model.openinference;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.ClassPath;
import org.duress.base.Limit;

/**
 * The CAs that a server's certificate must be from, and no other.
 *
 * @param file how messages name where they were read
 * @param context believes them alone
 */
record Trust(String file, SSLContext context) {
    /** A bundle of all public CAs has a quarter of that. */
    private static final long MOST_BYTES = 1L << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END CERTIFICATE-----");

    /**
     * Reads certificates in PEM; what stands between them is left out.
     *
     * @param path a file, or a resource where it begins with {@code classpath:}
     * @throws DuressException if there is no such file, or it holds no certificates
     */
    static Trust of(Path path) {
        String file = ClassPath.text(path);
        return new Trust(file, context(certificates(file, text(file, path))));
    }

    private static String text(String file, Path path) {
        Limit limit = new Limit(file, MOST_BYTES, ", which no list of CAs needs");
        try {
            if (!ClassPath.isResource(path)) {
                return new String(limit.read(path), StandardCharsets.ISO_8859_1);
            }
            try (InputStream in = ClassPath.open(path).orElseThrow(() -> new NoSuchFileException(file))) {
                return new String(limit.read(in), StandardCharsets.ISO_8859_1);
            }
        } catch (NoSuchFileException e) {
            throw new DuressException("there is no file " + file + "; check model.certificates", e);
        } catch (IOException e) {
            String reason = Files.isDirectory(path) ? "it is a folder" : String.valueOf(e.getMessage());
            throw new DuressException("file " + file + " cannot be read (" + reason + "); check model.certificates", e);
        }
    }

    private static List<Certificate> certificates(String file, String text) {
        List<Certificate> certificates = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            try {
                byte[] der = Base64.getMimeDecoder().decode(block.group(1));
                certificates.add(
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
            } catch (CertificateException | IllegalArgumentException e) {
                throw new DuressException(
                        "file " + file + " holds a damaged certificate, number " + (certificates.size() + 1) + " ("
                                + e.getMessage() + "); set model.certificates to a whole PEM file",
                        e);
            }
        }
        if (certificates.isEmpty()) {
            throw new DuressException("file " + file + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----);"
                    + " set model.certificates to the PEM file of the CA that the server's certificate is from");
        }
        return certificates;
    }

    private static SSLContext context(List<Certificate> certificates) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca" + i, certificates.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new EnvironmentException(
                    "this JVM cannot make TLS of certificates (" + e.getMessage() + "); use another JDK", e);
        }
    }
}
