package org.duress.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * What a command answers with: text, or one JSON document where {@code --json} asks for it. Then nothing else is on
 * standard output, whoever writes there: progress, warnings and what libraries say go to standard error.
 */
final class Answer {
    private static final String JSON = "--json";
    private static final JsonMapper MAPPER = new JsonMapper();

    @Option(names = JSON, description = "Prints one JSON document, and all else on standard error.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** An empty document. */
    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** What a text holds. */
    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document of Duress's own is no JSON", e);
        }
    }

    /** Prints one of the two, the command's last word. */
    void give(Consumer<PrintWriter> text, Supplier<ObjectNode> document) {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(document.get().toPrettyString());
        } else {
            text.accept(out);
        }
        out.flush();
    }

    /** Runs commands, those that answer in JSON with standard output kept clear. */
    static IExecutionStrategy strategy() {
        return parsed -> {
            if (!asked(parsed)) {
                return new CommandLine.RunLast().execute(parsed);
            }
            PrintStream out = System.out;
            System.setOut(System.err);
            try {
                return new CommandLine.RunLast().execute(parsed);
            } finally {
                System.setOut(out);
            }
        };
    }

    /** What a command that failed answers, beside the sentence on standard error. */
    static int failed(CommandLine line, ParseResult parsed, Throwable problem) {
        int code = Failures.of(line.getCommandSpec()).say(problem);
        if (asked(parsed)) {
            line.getOut()
                    .println(object().put("error", Failures.sentence(problem))
                            .put("exitCode", code)
                            .toPrettyString());
            line.getOut().flush();
        }
        return code;
    }

    private static boolean asked(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last.hasMatchedOption(JSON);
    }
}
