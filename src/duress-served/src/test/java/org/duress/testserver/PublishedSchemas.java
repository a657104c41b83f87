package org.duress.testserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The schemas that are published with the protocol: {@code specification/protocol/open_inference_rest.yaml} of
 * https://github.com/kserve/open-inference-protocol at commit d49cc23f89d709d87b210ef9449e273ae243984e, Apache License
 * 2.0.
 */
public final class PublishedSchemas {
    private static final Path FILE =
            Path.of("src/duress-served/src/test/resources/org/duress/model/openinference/open_inference_rest.yaml");
    private static final String NAME = "https://example.org/open_inference_rest";

    private final SchemaRegistry registry;

    /** Reads them. */
    public PublishedSchemas() {
        try {
            Object yaml = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FILE));
            String json = new ObjectMapper().writeValueAsString(yaml);
            registry = SchemaRegistry.withDefaultDialect(
                    Dialects.getOpenApi30(), builder -> builder.schemas(Map.of(NAME, json)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is wrong with a JSON object.
     *
     * @param schema of {@code components/schemas}, such as {@code inference_response}
     */
    public List<String> errors(String schema, JsonNode object) {
        return registry.getSchema(SchemaLocation.of(NAME + "#/components/schemas/" + schema)).validate(object).stream()
                .map(Error::toString)
                .toList();
    }
}
