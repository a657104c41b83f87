package org.duress.model.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
    private static final String ID = "sha256:1d";

    @Test
    void theDigestIsThatOfTheRepositoryThatWasNamed() {
        assertThat(Images.digest(List.of("mirror/unet@sha256:aa", "registry/unet@sha256:bb"), "registry/unet", ID))
                .isEqualTo("registry/unet@sha256:bb");
        assertThat(Images.digest(List.of("mirror/unet@sha256:aa"), "registry/unet", ID))
                .isEqualTo("mirror/unet@sha256:aa");
    }

    @Test
    void anImageThatWasNeverPushedHasItsId() {
        assertThat(Images.digest(List.of(), "registry/unet", ID)).isEqualTo(ID);
        assertThat(Images.digest(null, "registry/unet", ID)).isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Registry/UNet", "unet@1d", "a b", ""})
    void whatIsNoNameIsRefused(String image) {
        assertThatThrownBy(() -> Images.parse(image))
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "model.image '" + image + "' is no name of an image; write one such as registry/unet:1.4.2");
    }
}
