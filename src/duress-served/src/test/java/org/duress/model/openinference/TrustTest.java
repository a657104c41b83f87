package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duress.model.openinference.StubServer.INFER;
import static org.duress.model.openinference.StubServer.tensor;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.SegmentationModel;
import org.duress.model.host.ServerHost;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An https server is believed by the CAs that the spec names, and by no other. */
class TrustTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private final ManualTime time = new ManualTime();

    /** A CA that signs a server of this machine, one of another host and one of the past; and a CA that signs none. */
    @BeforeAll
    static void certificates() throws Exception {
        authority("ca");
        authority("other");
        Files.writeString(
                folder.resolve("both.pem"),
                "# of the hospital\n" + Files.readString(folder.resolve("other.pem")) + "\n"
                        + Files.readString(folder.resolve("ca.pem")));
        server("here", "san=ip:127.0.0.1,dns:localhost", "-1d", 3650);
        server("elsewhere", "san=dns:elsewhere.example", "-1d", 3650);
        server("past", "san=ip:127.0.0.1", "-30d", 10);
    }

    private static void authority(String name) throws Exception {
        keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-keyalg", "EC", "-ext", "bc:c=ca:true");
        keytool("-exportcert", "-alias", name, "-rfc", "-file", name + ".pem");
    }

    private static void server(String name, String names, String start, int days) throws Exception {
        keytool("-genkeypair", "-alias", name, "-dname", "CN=server", "-keyalg", "EC");
        keytool("-certreq", "-alias", name, "-file", name + ".csr");
        keytool(
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                name + ".csr",
                "-outfile",
                name + ".crt",
                "-rfc",
                "-ext",
                names,
                "-startdate",
                start,
                "-validity",
                String.valueOf(days));
        keytool("-importcert", "-alias", name, "-file", name + ".crt", "-noprompt");
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", "keys.p12", "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    /** What a server shows: one of the keys. */
    private static SSLContext shown(String name) throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            all.load(in, PASSWORD.toCharArray());
        }
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(
                name, all.getKey(name, PASSWORD.toCharArray()), PASSWORD.toCharArray(), all.getCertificateChain(name));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static StubServer server(String name) throws Exception {
        return new StubServer(Optional.of(shown(name)))
                .with(
                        "\"binary_tensor_data\"",
                        tensor("image", "FP32", "[-1, 1, 8, 8]"),
                        tensor("seg", "FP32", "[-1, 2, 8, 8]"))
                .on(INFER, StubModel::logits);
    }

    @Test
    void aServerThatTheCaHasSignedIsAsked() throws Exception {
        try (StubServer server = server("here")) {
            assertThat(server.url()).hasScheme("https");
            for (String file : List.of("ca.pem", "both.pem")) {
                try (SegmentationModel model = open(server.url(), Optional.of(file))) {
                    assertThat(model.classes()).isEqualTo(2);
                    assertThat(model.provenance())
                            .containsEntry("url", server.url().toString());
                }
            }
        }
    }

    @Test
    void aServerThatNoneOfTheCasHasSigned() throws Exception {
        try (StubServer server = server("here")) {
            refused(
                    server,
                    Optional.of("other.pem"),
                    "shows a certificate that none of the CAs in " + folder.resolve("other.pem")
                            + " has signed; set model.certificates to the PEM file of the CA that has");
            refused(
                    server,
                    Optional.empty(),
                    "shows a certificate that no CA known to this JVM has signed; set model.certificates to the PEM"
                            + " file of the CA that has");
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void aServerOfAnotherName() throws Exception {
        try (StubServer server = server("elsewhere")) {
            refused(
                    server,
                    Optional.of("ca.pem"),
                    "shows a certificate that is for another host (No subject alternative names matching IP address"
                            + " 127.0.0.1 found); set model.url to a name that is in the certificate");
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void aServerWhoseCertificateIsOver() throws Exception {
        try (StubServer server = server("past")) {
            refused(
                    server,
                    Optional.of("ca.pem"),
                    "shows a certificate that is not valid today; renew the server's certificate, or correct this"
                            + " machine's clock");
        }
    }

    @Test
    void wrongFilesAreOneSentence() throws Exception {
        Path none = folder.resolve("none.pem");
        wrong(none, "there is no file " + none + "; check model.certificates");
        wrong(folder, "file " + folder + " cannot be read (it is a folder); check model.certificates");
        Path key = Files.writeString(folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n");
        wrong(
                key,
                "file " + key + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----); set model.certificates to"
                        + " the PEM file of the CA that the server's certificate is from");
        String pem = Files.readString(folder.resolve("ca.pem"));
        Path cut = Files.writeString(
                folder.resolve("cut.pem"), pem + pem.replaceFirst("(?s)(CERTIFICATE-----\\s)\\S{40}", "$1"));
        assertThatThrownBy(() -> Trust.of(cut))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessageStartingWith("file " + cut + " holds a damaged certificate, number 2 (")
                .hasMessageEndingWith("); set model.certificates to a whole PEM file");
        Path resource = Path.of("classpath:org/duress/none.pem");
        wrong(resource, "there is no file classpath:org/duress/none.pem; check model.certificates");
    }

    @Test
    void certificatesGoWithHttps() {
        URI url = URI.create("http://127.0.0.1:9");
        assertThatThrownBy(() -> open(url, Optional.of("ca.pem")))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model.certificates is said of servers that are asked by https, but this one is asked at"
                        + " http://127.0.0.1:9; set model.url to its address with https, or remove"
                        + " model.certificates");
    }

    private static void wrong(Path file, String message) {
        assertThatThrownBy(() -> Trust.of(file))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage(message);
    }

    private void refused(StubServer server, Optional<String> file, String message) {
        assertThatThrownBy(() -> open(server.url(), file))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessage("model unet at " + server.url() + " " + message);
        assertThat(time.pauses()).as("waited for").isEmpty();
    }

    private SegmentationModel open(URI url, Optional<String> file) {
        ServedModel served = StubModel.SERVED.with(ServedModel.CERTIFICATES, file.map(folder::resolve));
        return OpenInferenceModels.open(
                ServerHost.at(url),
                OpenInferenceModels.access(served),
                served,
                new ModelSpec(OpenInferenceModels.FORMAT, new ModelSource.Server(url, served)),
                time,
                Duration.ofSeconds(20));
    }
}
