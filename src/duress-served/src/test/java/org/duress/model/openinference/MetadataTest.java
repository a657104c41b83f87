package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.EnvironmentException;
import org.duress.testserver.PublishedSchemas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata as servers are documented to write them. */
class MetadataTest {
    private static final URI ADDRESS = URI.create("http://localhost:8000/v2");
    private static final PublishedSchemas SCHEMAS = new PublishedSchemas();

    /** Triton 2.2.0, as quoted in many a guide to KServe. */
    @Test
    void tritonListsTheBinaryExtension() throws IOException {
        String json = """
                {"name":"triton","version":"2.2.0","extensions":["classification","sequence","model_repository",\
                "schedule_policy","model_configuration","system_shared_memory","cuda_shared_memory",\
                "binary_tensor_data","statistics"]}""";
        assertThat(SCHEMAS.errors("metadata_server_response", new JsonMapper().readTree(json)))
                .isEmpty();
        Metadata.Server server = Metadata.server(ADDRESS).read(answer(json));
        assertThat(server.name()).isEqualTo("triton");
        assertThat(server.version()).isEqualTo("2.2.0");
        assertThat(server.extensions()).contains("binary_tensor_data").hasSize(9);
    }

    /** The fields of {@code $metadata_model_response} in {@code specification/protocol/inference_rest.md}. */
    @Test
    void aModelOfTheSpecification() throws IOException {
        String json = """
                {"name": "unet", "versions": ["1", "2"], "platform": "onnx_onnxv1",
                 "inputs": [{"name": "image", "datatype": "FP32", "shape": [-1, 1, 64, 64]}],
                 "outputs": [{"name": "seg", "datatype": "FP16", "shape": [-1, 5, 64, 64]}],
                 "properties": {"more": "of it"}}""";
        assertThat(SCHEMAS.errors("metadata_model_response", new JsonMapper().readTree(json)))
                .isEmpty();
        Metadata.Model model = Metadata.model(ADDRESS, "model m").read(answer(json));
        assertThat(model.versions()).containsExactly("1", "2");
        assertThat(model.platform()).isEqualTo("onnx_onnxv1");
        assertThat(model.inputs()).hasToString("[image FP32 [-1, 1, 64, 64]]");
        assertThat(model.outputs()).hasToString("[seg FP16 [-1, 5, 64, 64]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"outputs\": [%s]}", "{\"inputs\": [{\"shape\": [%s]}]}"})
    void moreTensorsOrSizesThanAnyModelHasAreRefused(String json) {
        String many = String.join(",", Collections.nCopies(1025, "1"));
        assertThatThrownBy(() -> Metadata.model(ADDRESS, "model m").read(answer(String.format(json, many))))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageMatching(
                        "model m has metadata with 1025 (inputs or outputs|sizes in one shape), more than any"
                                + " model has; check what serves there");
    }

    /** KServe and MLServer leave out what nobody configured. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"m\", \"platform\": \"\"}",
                "{\"name\": \"m\", \"platform\": \"\", \"versions\": null, \"inputs\": null, \"outputs\": []}",
            })
    void whatIsLeftOutIsEmpty(String json) throws IOException {
        Metadata.Model model = Metadata.model(ADDRESS, "model m").read(answer(json));
        assertThat(model.versions()).isEmpty();
        assertThat(model.inputs()).isEmpty();
        assertThat(model.outputs()).isEmpty();
    }

    /** 4294967297 is 1 in 32 bits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-2",
                "0",
                "1.5",
                "1e3",
                "4294967297",
                "99999999999999999999",
                "true",
                "null",
                "[]",
                "\"-1x\"",
                "\"4294967297\""
            })
    void sizesThatAreNoneAreSaid(String size) {
        String json = "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [" + size + ",1,64,64]}]}";
        assertThatThrownBy(() -> Metadata.model(ADDRESS, "model m").read(answer(json)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("model m has metadata with the shape [" + size.replace("1e3", "1000.0"))
                .hasMessageEndingWith("; check what serves there");
    }

    @Test
    void deepAndLongMetadataAreLeft() {
        for (String json : List.of(
                "{\"inputs\": " + "[".repeat(100_000),
                "{\"inputs\": [{\"shape\": [" + "9".repeat(10_000) + "]}]}",
                "{\"a\": ".repeat(100_000))) {
            assertThatThrownBy(() -> Metadata.model(ADDRESS, "model m").read(answer(json)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageStartingWith(
                            "http://localhost:8000/v2 answers with something else than the protocol's JSON");
        }
    }

    /** A message is a sentence, whatever the server calls its tensors. */
    @Test
    void namesWithoutEndAreCut() {
        Metadata.Tensor tensor =
                new Metadata.Tensor("x".repeat(10_000) + "\n", "FP32\u0000", Collections.nCopies(1000, 1));
        assertThat(tensor.toString())
                .hasSizeLessThan(500)
                .doesNotContain("\n", "\u0000")
                .endsWith("FP32? [1, 1, 1, 1, 1, 1, 1, 1, ... (1000 in all)]");
        assertThat(Words.list(Collections.nCopies(50, tensor)))
                .hasSizeLessThan(4000)
                .endsWith("... (50 in all)");
    }

    @Test
    void aWebsiteIsNoServerOfTheProtocol() {
        assertThatThrownBy(() -> Metadata.server(ADDRESS).read(answer("<html>")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith(
                        "http://localhost:8000/v2 answers with something else than the protocol's JSON");
        assertThatThrownBy(() -> Metadata.server(ADDRESS).read(answer("{\"name\": ")))
                .as("may be asked again")
                .isInstanceOf(IOException.class);
    }

    private static HttpAnswer answer(String body) {
        return new HttpAnswer(
                ADDRESS,
                200,
                HttpHeaders.of(Map.of(), (name, value) -> true),
                body.getBytes(StandardCharsets.UTF_8),
                Optional.empty());
    }
}
