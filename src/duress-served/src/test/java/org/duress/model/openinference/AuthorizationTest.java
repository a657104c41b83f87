package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.duress.EnvironmentException;
import org.duress.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationTest {
    private static final String TOKEN = "eyJhbGciOi.a+b/c=d-0123456789";

    private static Authorization of(String value) {
        return Authorization.of(Optional.of("UNET_AUTHORIZATION"), Map.of("UNET_AUTHORIZATION", value)::get);
    }

    @Test
    void theHeaderIsTheWholeValue() {
        assertThat(of("Bearer " + TOKEN + "\n").header()).hasValue("Bearer " + TOKEN);
        assertThat(of("Bearer " + TOKEN)).hasToString("Authorization from UNET_AUTHORIZATION");
        assertThat(Authorization.of(Optional.empty(), name -> "x").header()).isEmpty();
    }

    @Test
    void aMissingVariableIsNamed() {
        assertThatThrownBy(() -> Authorization.of(Optional.of("MY_TOKEN"), name -> null))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessage("the environment variable MY_TOKEN, which model.authorizationFrom names, is not set; set it"
                        + " to the whole header Authorization, such as Bearer and a token, where the test runs");
        assertThatThrownBy(() -> of(" \n"))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessageContaining("UNET_AUTHORIZATION, which model.authorizationFrom names, is empty; set it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer a\nX-Other: b", "Bearer sch\u00f6n", "Bearer \u0000"})
    void whatNoHeaderCanHoldIsRefusedWithoutRepeatingIt(String value) {
        assertThatThrownBy(() -> of(value))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessage("the environment variable UNET_AUTHORIZATION, which model.authorizationFrom names, holds"
                        + " characters that no header can; set it to the whole header Authorization, such as Bearer and"
                        + " a token, where the test runs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no such token eyJhbGciOi.a+b/c=d-0123456789! | no such token [hidden]!",
                "Bearer eyJhbGciOi.a+b/c=d-0123456789 and again eyJhbGciOi.a+b/c=d-0123456789 | Bearer [hidden] and"
                        + " again [hidden]",
                "in JSON eyJhbGciOi.a+b\\/c=d-0123456789 | in JSON [hidden]",
                "in JSON eyJhbGciOi.a\\u002Bb\\u002fc\\u003dd-0123456789 | in JSON [hidden]",
                "in an address eyJhbGciOi.a%2Bb%2Fc%3Dd-0123456789 | in an address [hidden]",
                "in HTML eyJhbGciOi.a&#43;b&#x2F;c=d-0123456789 | in HTML [hidden]",
                "cut eyJhbGciOi.a+... | cut [hidden]...",
                "eyJhbGc is too little of it | eyJhbGc is too little of it",
                "another Bearer token | another Bearer token",
            })
    void itIsFoundHoweverItIsWritten(String text, String left) {
        Authorization authorization = of("Bearer " + TOKEN);
        assertThat(authorization.without(text)).isEqualTo(left);
        assertThat(new String(authorization.without(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
                .isEqualTo(left);
    }

    @Test
    void bytesOfOtherTextsStayAsTheyAre() {
        byte[] text = "sch\u00f6n \u2713".getBytes(StandardCharsets.UTF_8);
        assertThat(of("Bearer " + TOKEN).without(text)).isEqualTo(text);
    }

    @Test
    void passwordsAreHiddenAsTheServerReadsThem() {
        // admin:correct horse
        Authorization basic = of("Basic YWRtaW46Y29ycmVjdCBob3JzZQ==");
        assertThat(basic.without("Basic YWRtaW46Y29ycmVjdCBob3JzZQ is admin with correct horse, admin:correct horse"))
                .isEqualTo("Basic [hidden]== is admin with [hidden], [hidden]".replace("[hidden]==", "[hidden]"));
    }

    @Test
    void schemesWithNamedPartsAreHiddenToo() {
        assertThat(of("Token token=\"s3cr3t-value\", kid=abcd1234").without("s3cr3t-value for abcd1234"))
                .isEqualTo("[hidden] for [hidden]");
        assertThat(of("s3cr3t-value").without("you sent s3cr3t-value")).isEqualTo("you sent [hidden]");
    }

    @Test
    void exceptionsLoseItWithTheirCauses() {
        Authorization authorization = of("Bearer " + TOKEN);
        ModelException said = new ModelException("a", new IllegalStateException("for " + TOKEN));
        assertThatThrownBy(() -> authorization.guard(() -> {
                    throw said;
                }))
                .isExactlyInstanceOf(ModelException.class)
                .hasMessage("a")
                .hasNoCause();
        EnvironmentException attached = new EnvironmentException("b " + TOKEN);
        attached.attach(Map.of("container.log", "GET " + TOKEN));
        assertThatThrownBy(() -> authorization.guard(() -> {
                    throw attached;
                }))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessage("b [hidden]")
                .satisfies(e -> assertThat(((EnvironmentException) e).attachments())
                        .containsExactly(Map.entry("container.log", "GET [hidden]")));
        RuntimeException other = new IllegalArgumentException("c");
        assertThatThrownBy(() -> authorization.guard(() -> {
                    throw other;
                }))
                .isSameAs(other);
    }
}
