package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.host.Containers;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.junit.jupiter.api.Test;

/** Here nothing starts containers: that artifact is another. */
class OpenInferenceFormatTest {
    private static final ServedModel SERVED = new ServedModel("unet")
            .with(ServedModel.RETRIES, 0)
            .with(ServedModel.REQUEST_SECONDS, 1)
            .with(ServedModel.READY_SECONDS, 1);

    @Test
    void anImageNamesTheArtifactToAdd() {
        ModelSource image =
                new ModelSource.Image("registry/unet:1", 8000, SERVED, Map.of(), List.of(), Map.of(), false, false);
        assertThatThrownBy(() -> new OpenInferenceFormat().open(new ModelSpec(OpenInferenceModels.FORMAT, image)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model.image 'registry/unet:1' is started by org.duress:duress-containers, which is not on"
                        + " the class path; add it to the dependencies, in test scope");
    }

    /** Before a container is started in vain. */
    @Test
    void whatAContainerCannotBeShownIsSaidFirst() {
        refused(
                Optional.of("DURESS_TEST_HAS_NO_SUCH_VARIABLE"),
                Optional.empty(),
                EnvironmentException.class,
                "the environment variable DURESS_TEST_HAS_NO_SUCH_VARIABLE, which model.authorizationFrom names, is not"
                        + " set;");
        refused(
                Optional.empty(),
                Optional.of(Path.of("ca.pem")),
                DuressException.class,
                "model.certificates goes with an https server of model.url, but the container of model.image"
                        + " 'registry/unet:1' is asked by http; remove model.certificates");
    }

    private static void refused(
            Optional<String> variable, Optional<Path> certificates, Class<? extends Exception> type, String message) {
        ServedModel served = new ServedModel("unet")
                .with(ServedModel.RETRIES, 0)
                .with(ServedModel.REQUEST_SECONDS, 1)
                .with(ServedModel.READY_SECONDS, 1)
                .with(ServedModel.AUTHORIZATION_FROM, variable)
                .with(ServedModel.CERTIFICATES, certificates);
        ModelSource image =
                new ModelSource.Image("registry/unet:1", 8000, served, Map.of(), List.of(), Map.of(), false, false);
        assertThatThrownBy(() -> new OpenInferenceFormat().open(new ModelSpec(OpenInferenceModels.FORMAT, image)))
                .isExactlyInstanceOf(type)
                .hasMessageStartingWith(message);
    }

    @Test
    void theAnswerForTestsNamesItToo() {
        assertThat(Containers.whyNone())
                .contains(
                        "containers are started by org.duress:duress-containers, which is not on the class path; add it"
                                + " to the dependencies, in test scope");
    }

    @Test
    void aFileIsRefused() {
        assertThatThrownBy(() ->
                        new OpenInferenceFormat().open(new ModelSpec(OpenInferenceModels.FORMAT, Path.of("unet.onnx"))))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model.format open-inference reads no file; set model.url to a server's address, or"
                        + " model.image to a container's image, in place of model.path");
    }
}
