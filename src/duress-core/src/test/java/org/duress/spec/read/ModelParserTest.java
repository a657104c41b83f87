package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.spec.ModelSource;
import org.duress.spec.ServedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a model comes from: what a spec file may say, and what it may not. */
class ModelParserTest {
    @TempDir
    Path folder;

    @Test
    void aServerHasItsDefaults() {
        assertThat(source("url: http://localhost:8000, name: unet"))
                .isEqualTo(new ModelSource.Server(
                        URI.create("http://localhost:8000"),
                        new ServedModel("unet")
                                .with(ServedModel.BATCH, 8)
                                .with(ServedModel.IN_FLIGHT, 2)
                                .with(ServedModel.RETRIES, 4)
                                .with(ServedModel.REQUEST_SECONDS, 60)
                                .with(ServedModel.READY_SECONDS, 120)));
    }

    @Test
    void howAServerIsAskedCanBeSet() {
        assertThat(source("url: https://models.example:8443/tenant, name: unet, version: '2', batch: 1, inFlight: 1,"
                        + " retries: 0, requestSeconds: 1, readySeconds: 1"))
                .isEqualTo(new ModelSource.Server(
                        URI.create("https://models.example:8443/tenant"),
                        new ServedModel("unet")
                                .with(ServedModel.VERSION, Optional.of("2"))
                                .with(ServedModel.BATCH, 1)
                                .with(ServedModel.IN_FLIGHT, 1)
                                .with(ServedModel.RETRIES, 0)
                                .with(ServedModel.REQUEST_SECONDS, 1)
                                .with(ServedModel.READY_SECONDS, 1)));
    }

    @Test
    void whatAServerIsShownAndWhatItGivesCanBeSet() {
        assertThat(source(
                        "url: https://models.example, name: unet, authorizationFrom: UNET_TOKEN, certificates: ca.pem,"
                                + " classCount: 5"))
                .isEqualTo(new ModelSource.Server(
                        URI.create("https://models.example"),
                        new ServedModel("unet")
                                .with(ServedModel.AUTHORIZATION_FROM, Optional.of("UNET_TOKEN"))
                                .with(ServedModel.CERTIFICATES, Optional.of(folder.resolve("ca.pem")))
                                .with(ServedModel.CLASS_COUNT, OptionalInt.of(5))));
    }

    /** It may be the secret itself that stands in the place of its name. */
    @ParameterizedTest
    @ValueSource(strings = {"'Bearer s3cr3t'", "s3cr3t", "ghp_s3cr3t", "'1S3CR3T'", "s3cr3t.s3cr3t", "'S3CR3T=='"})
    void whatIsNoNameOfAVariableIsNotRepeated(String secret) {
        assertThatThrownBy(() -> source("url: 'https://a', name: n, authorizationFrom: " + secret))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessageEndingWith("'model.authorizationFrom' must be the name of an environment variable, in upper"
                        + " case, such as UNET_AUTHORIZATION, and never what the variable holds")
                .hasNoCause();
        assertThatThrownBy(() -> new ServedModel("n").with(ServedModel.AUTHORIZATION_FROM, Optional.of(secret)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("'model.authorizationFrom' must be the name of an environment variable, in upper case, such"
                        + " as UNET_AUTHORIZATION, and never what the variable holds");
    }

    @Test
    void aContainerHasItsDefaultsAndReachesNothing() {
        assertThat(source("image: registry/unet:1.4.2, name: unet"))
                .isEqualTo(new ModelSource.Image(
                        "registry/unet:1.4.2",
                        8000,
                        new ServedModel("unet"),
                        Map.of(),
                        List.of(),
                        Map.of(),
                        false,
                        false));
    }

    @Test
    void everyKeyOfAContainerCanBeSet() {
        assertThat(source("image: 'registry/unet@sha256:00', name: unet, port: 65535, environment: {A: b, C: ''},"
                        + " command: [serve, --port, '65535'], files: {models: /models, /abs/x: /x}, gpu: true,"
                        + " egress: true,"
                        + " readySeconds: 600"))
                .isEqualTo(new ModelSource.Image(
                        "registry/unet@sha256:00",
                        65_535,
                        new ServedModel("unet").with(ServedModel.READY_SECONDS, 600),
                        Map.of("A", "b", "C", ""),
                        List.of("serve", "--port", "65535"),
                        Map.of("/models", folder.resolve("models"), "/x", Path.of("/abs/x")),
                        true,
                        true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            path: u, url: 'http://a:1', name: n | \
            'model.url' says where the model is, as 'model.path' does already; remove one
            path: u, image: i, name: n | 'model.image' says where the model is, as 'model.path' does already; remove one
            url: 'http://a:1', image: i, name: n | \
            'model.image' says where the model is, as 'model.url' does already; remove one
            name: n, path: u | \
            'model.name' goes with model.url or model.image, which is not there; add it or remove this
            path: u, retries: 2 | \
            'model.retries' goes with model.url or model.image, which is not there; add it or remove this
            url: 'http://a:1', name: n, port: 80 | \
            'model.port' goes with model.image, which is not there; add it or remove this
            url: 'http://a:1', name: n, egress: true | \
            'model.egress' goes with model.image, which is not there; add it or remove this
            path: u, gpu: true | 'model.gpu' goes with model.image, which is not there; add it or remove this
            url: 'http://a:1' | key 'model.name' is missing; add it
            image: i | key 'model.name' is missing; add it
            url: 'ftp://a:1', name: n | 'model.url' must be a URL such as http://localhost:8000, not 'ftp://a:1'
            url: 'localhost:8000', name: n | \
            'model.url' must be a URL such as http://localhost:8000, not 'localhost:8000'
            url: 'http://a b', name: n | 'model.url' must be a URL such as http://localhost:8000, not 'http://a b'
            url: 'http://u:p@a:1', name: n | \
            'model.url' must be a URL such as http://localhost:8000, not 'http://u:p@a:1'
            url: 'http://a:1?x=1', name: n | \
            'model.url' must be a URL such as http://localhost:8000, not 'http://a:1?x=1'
            image: i, name: n, port: 0 | 'model.port' must be a port from 1 to 65535, not 0
            image: i, name: n, port: 65536 | 'model.port' must be a port from 1 to 65535, not 65536
            image: i, name: n, files: {models: models} | \
            'model.files.models' must be an absolute path in the container, such as /models, not 'models'
            image: i, name: n, files: {a: /m, b: /m} | 'model.files.b' names '/m' twice; remove one
            image: i, name: n, classCount: 1 | 'model.classCount' must be a whole number of at least 2, not 1
            image: i, name: n, classCount: 128 | \
            'model.classCount' must be a whole number from 2 to 127, not 128; a class map of Duress holds no more
            path: u, authorizationFrom: A | \
            'model.authorizationFrom' goes with model.url or model.image, which is not there; add it or remove this
            image: i, name: n, batch: 0 | 'model.batch' must be a whole number of at least 1, not 0
            image: i, name: n, retries: -1 | 'model.retries' must be a whole number of at least 0, not -1
            image: i, name: n, enviroment: {A: b} | unknown key 'enviroment' in 'model'; did you mean 'environment'?
            image: i, name: n, egres: true | unknown key 'egres' in 'model'; did you mean 'egress'?
            """)
    void mistakesAreOneSentence(String keys, String problem) {
        assertThatThrownBy(() -> source(keys))
                .isInstanceOf(DuressException.class)
                .hasMessageEndingWith(problem);
    }

    private ModelSource source(String keys) {
        try {
            return SpecFiles.read(Files.writeString(folder.resolve("spec.yaml"), """
                            name: served
                            model: {format: open-inference, %s}
                            cohort: {format: phantom, attackerSubjects: 0.5}
                            attack: {xi: 2}
                            gate: {maxDiceDrop: 0.3}
                            """.formatted(keys)))
                    .model()
                    .source();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
