package org.duress.spec.key;

import static java.util.stream.Collectors.joining;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.base.Limit;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.YamlUnicodeReader;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads YAML into {@link Value}s. Only nodes are composed; no object is ever constructed from a file. */
public final class YamlValues {
    private final Function<Node, Origin> origins;
    private final Value.@Nullable Style style;
    // Nodes are equal by identity only.
    private final Map<Node, Value> done = new HashMap<>();
    private final Set<Node> open = new HashSet<>();

    private YamlValues(Function<Node, Origin> origins, Value.@Nullable Style style) {
        this.origins = origins;
        this.style = style;
    }

    /** Reads a file whose document is a block. */
    public static Value.Block file(Path file) {
        return file(file, Source.HERE);
    }

    /** The same, read from elsewhere. */
    public static Value.Block file(Path file, Source source) {
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        try {
            return block(source.read(file), file.toString(), folder, source);
        } catch (NoSuchFileException e) {
            throw new DuressException("spec file " + file + " does not exist", e);
        } catch (IOException e) {
            throw new DuressException("spec file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads what a file holds, or held elsewhere, whose document is a block.
     *
     * @param file for messages
     * @param folder that relative paths in it are relative to
     * @param source what else is read for it
     */
    public static Value.Block block(byte[] bytes, String file, Path folder, Source source) {
        Origin whole = new Origin(file + ":1", folder, source);
        try {
            Node root = compose(
                            new YamlUnicodeReader(new ByteArrayInputStream(bytes)),
                            LoadSettings.builder()
                                    .setLabel(file)
                                    .setAllowNonScalarKeys(true)
                                    .build())
                    .orElseThrow(() -> whole.error("the spec file is empty; begin with 'name:'"));
            Function<Node, Origin> lines = node -> new Origin(
                    file + ":"
                            + node.getStartMark()
                                    .map(mark -> mark.getLine() + 1)
                                    .orElse(1),
                    folder,
                    source);
            if (new YamlValues(lines, null).value(root) instanceof Value.Block block) {
                return block;
            }
            throw whole.error("the spec file must hold keys and values, beginning with 'name:'");
        } catch (YamlEngineException | IllegalArgumentException e) {
            throw notYaml(file, e);
        }
    }

    /**
     * Reads a document that others have written, whatever it holds.
     *
     * @param location for messages
     * @throws DuressException if it is not YAML, or holds more than a spec may
     */
    public static Value document(byte[] bytes, String location) {
        new Limit(location, Source.MOST_BYTES, ", which no settings need").require(bytes.length);
        Function<Node, Origin> lines = node -> new Origin(
                location + ":"
                        + node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1),
                Path.of(""));
        try {
            Node root = compose(
                            new YamlUnicodeReader(new ByteArrayInputStream(bytes)),
                            LoadSettings.builder().setLabel(location).build())
                    .orElseThrow(() -> new DuressException(location + ": the file is empty; restore it"));
            return new YamlValues(lines, null).value(root);
        } catch (YamlEngineException | IllegalArgumentException e) {
            throw notYaml(location, e);
        }
    }

    private static DuressException notYaml(String location, RuntimeException e) {
        if (e instanceof MarkedYamlEngineException marked) {
            int line = marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            return new DuressException(
                    location + ":" + line + ": not YAML: "
                            + oneLine(Stream.of(marked.getContext(), marked.getProblem())
                                    .filter(Objects::nonNull)
                                    .collect(joining(", "))),
                    e);
        }
        return new DuressException(
                location + ": not YAML in UTF-8"
                        + (e.getCause() instanceof CharacterCodingException
                                ? "; save it in that encoding"
                                : ": " + oneLine(String.valueOf(e.getMessage()))),
                e);
    }

    /** Reads the text of a property or annotation; everything in it has the one origin. */
    public static Value text(String text, Origin origin) {
        try {
            if (text.length() > Source.MOST_BYTES) {
                throw origin.error(
                        "has " + text.length() + " characters, and no setting needs more than " + Source.MOST_BYTES);
            }
            Node root = compose(new StringReader(text), LoadSettings.builder().build())
                    .orElseThrow(() -> origin.error("there is no value"));
            return new YamlValues(node -> origin, Value.Style.LOOSE).value(root);
        } catch (YamlEngineException | IllegalArgumentException e) {
            throw new DuressException(origin.where() + ": '" + text + "' is not a YAML value", e);
        }
    }

    private static Optional<Node> compose(Reader text, LoadSettings settings) {
        Parser parser = new ShallowParser(new ParserImpl(settings, new StreamReader(settings, text)));
        return new Composer(settings, parser).getSingleNode();
    }

    private Value value(Node node) {
        return value(node, origins.apply(node));
    }

    private Value value(Node node, Origin origin) {
        Value known = done.get(node);
        if (known != null) {
            return known;
        }
        if (!open.add(node)) {
            throw origin.error("an alias must not contain itself");
        }
        Value value = switch (node.getNodeType()) {
            case SCALAR -> scalar((ScalarNode) node, origin);
            case SEQUENCE -> {
                List<Value> values = new ArrayList<>();
                ((SequenceNode) node).getValue().forEach(item -> values.add(value(item)));
                yield new Value.Items(origin, values);
            }
            case MAPPING -> block((MappingNode) node, origin);
            default -> throw origin.error("this is neither a value, a list nor a block");
        };
        open.remove(node);
        done.put(node, value);
        return value;
    }

    private Value scalar(ScalarNode node, Origin origin) {
        Value.Style written = node.getScalarStyle() == ScalarStyle.PLAIN ? Value.Style.PLAIN : Value.Style.QUOTED;
        return new Value.Text(origin, node.getValue(), style == null ? written : style);
    }

    private Value.Block block(MappingNode node, Origin origin) {
        Map<String, Value> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Origin at = origins.apply(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw at.error("a key must be a plain text");
            }
            if (entries.put(key.getValue(), value(tuple.getValueNode(), at)) != null) {
                throw at.error("key '" + key.getValue() + "' is given twice");
            }
        }
        return new Value.Block(origin, entries);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
