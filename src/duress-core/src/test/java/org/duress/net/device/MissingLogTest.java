package org.duress.net.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** That a user's console is quiet is tested by the projects in {@code src/duress-acceptance/src/it}. */
class MissingLogTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private String through(String... lines) {
        try (PrintStream console = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                MissingLog.Filter filter = new MissingLog.Filter(console)) {
            for (String line : lines) {
                filter.println(line);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theComplaintsOfBothGenerationsAreLeftOut() {
        assertThat(through(
                        "SLF4J: Failed to load class \"org.slf4j.impl.StaticLoggerBinder\".",
                        "SLF4J: Defaulting to no-operation (NOP) logger implementation",
                        "SLF4J: See http://www.slf4j.org/codes.html#StaticLoggerBinder for further details.",
                        "SLF4J(W): No SLF4J providers were found.",
                        "SLF4J(W): Defaulting to no-operation (NOP) logger implementation",
                        "SLF4J(W): See https://www.slf4j.org/codes.html#noProviders for further details."))
                .isEmpty();
    }

    @Test
    void everythingElseGoesThrough() {
        assertThat(through(
                        "SLF4J: Class path contains multiple SLF4J bindings.",
                        "SLF4J(W): Class path contains SLF4J bindings targeting slf4j-api versions 1.7.x or earlier.",
                        "anything"))
                .hasLineCount(3);
    }

    @Test
    void theConsoleIsPutBack() {
        PrintStream before = System.err;
        MissingLog.accept();
        assertThat(System.err).isSameAs(before);
    }
}
