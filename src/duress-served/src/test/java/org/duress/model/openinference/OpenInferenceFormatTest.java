package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.model.host.Containers;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.junit.jupiter.api.Test;

/** Here nothing starts containers: that artifact is another. */
class OpenInferenceFormatTest {
    private static final ServedModel SERVED = new ServedModel("unet", Optional.empty(), 8, 2, 0, 1, 1);

    @Test
    void anImageNamesTheArtifactToAdd() {
        ModelSource image =
                new ModelSource.Image("registry/unet:1", 8000, SERVED, Map.of(), List.of(), Map.of(), false, false);
        assertThatThrownBy(() -> new OpenInferenceFormat().open(new ModelSpec(OpenInferenceModels.FORMAT, image)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model.image 'registry/unet:1' is started by org.duress:duress-containers, which is not on"
                        + " the class path; add it to the dependencies, in test scope");
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
