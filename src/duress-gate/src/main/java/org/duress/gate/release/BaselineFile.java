package org.duress.gate.release;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.AtomicFiles;
import org.duress.base.Limit;
import org.duress.gate.release.ReleaseBaseline.OrganThen;
import org.duress.result.Acceptance;
import org.duress.result.OrganDifference.Regression;
import org.duress.result.Reach;
import org.duress.result.SubjectDice;
import org.duress.result.Verdict;
import org.duress.spec.Contender;
import org.duress.store.FileNames;

/**
 * A {@code verdict.json} that is read again: the one reader of what {@code report/VerdictJson} writes. A baseline is
 * one of them, with who accepted it.
 */
public record BaselineFile(Path file, ObjectNode json) {
    /** Its name in a folder. */
    public static final String NAME = "verdict.json";

    private static final String SUFFIX = ".json";

    /** A thousand subjects with fifty organs have some ten. */
    private static final long MOST_BYTES = 64L << 20;

    /** Ours have six levels. */
    private static final int DEEPEST = 32;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String ACCEPTED = "accepted";

    /**
     * Where the baseline of a spec is, or would be.
     *
     * @param named a file, or a folder that has one for the spec or for all of them
     */
    public static Path place(Path named, String spec) {
        if (String.valueOf(named.getFileName()).toLowerCase(Locale.ROOT).endsWith(SUFFIX)) {
            return named;
        }
        Path own = named.resolve(FileNames.ofReport(spec)).resolve(NAME);
        Path shared = named.resolve(NAME);
        return !Files.exists(own) && Files.exists(shared) ? shared : own;
    }

    /**
     * Reads it.
     *
     * @throws DuressException if it is no whole JSON, or more than a verdict
     * @throws EnvironmentException if it cannot be read
     */
    public static BaselineFile read(Path file) {
        try {
            byte[] bytes = new Limit("'" + file + "'", MOST_BYTES, ", which no verdict needs").read(file);
            if (MAPPER.readTree(bytes) instanceof ObjectNode json) {
                return new BaselineFile(file, json);
            }
            throw new DuressException("'" + file + "' holds no keys and values, so it is no verdict.json; restore it");
        } catch (JsonProcessingException e) {
            throw new DuressException(
                    "'" + file + "' is not whole JSON (" + e.getOriginalMessage() + "), so it is no verdict.json;"
                            + " restore it, for example from version control",
                    e);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "'" + file + "' cannot be read: " + e.getMessage() + "; make it readable", e);
        }
    }

    /**
     * Understands what a later release is compared with.
     *
     * @throws DuressException if something is missing, as in what older versions wrote
     */
    public ReleaseBaseline understood() {
        return new ReleaseBaseline(
                file.toString(),
                constant("verdict", Verdict.values()),
                constant("reach", Reach.values()),
                text(json, "modelFingerprint"),
                text(json, "dataFingerprint"),
                texts("measuredSettings"),
                texts("modelInput"),
                contenders(),
                subjects(),
                organs(),
                accepted());
    }

    /** The same, accepted as a baseline. */
    public BaselineFile accepted(Acceptance by) {
        ObjectNode with = json.deepCopy();
        with.putObject(ACCEPTED)
                .put("by", by.by())
                .put("at", by.at())
                .put("why", by.why())
                .put("despiteVerdict", by.despite())
                .put("modelFingerprint", text(json, "modelFingerprint"))
                .put("dataFingerprint", text(json, "dataFingerprint"))
                .put("specVersion", text(json, "specVersion"));
        return new BaselineFile(file, with);
    }

    /**
     * Writes it whole, in place of what was there.
     *
     * @throws EnvironmentException if it cannot be written
     */
    public void write(Path place) {
        AtomicFiles.write(
                place,
                part -> Files.writeString(
                        part, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n"));
    }

    private List<Contender> contenders() {
        return stream(need(json, "contenders", JsonNode::isArray))
                .map(name -> constant(name, "contenders", Contender.values()))
                .toList();
    }

    private Map<String, List<SubjectDice>> subjects() {
        Map<String, List<SubjectDice>> subjects = new LinkedHashMap<>();
        stream(need(json, "gateSubjects", JsonNode::isArray))
                .forEach(id -> subjects.put(id.asText(), new ArrayList<>()));
        for (JsonNode one : need(json, "subjects", JsonNode::isArray)) {
            String subject = text(one, "subject");
            List<SubjectDice> organs = subjects.get(subject);
            if (organs == null) {
                throw wrong("subjects has '" + subject + "', which is not among gateSubjects");
            }
            organs.add(new SubjectDice(
                    text(one, "organ"),
                    number(one, "cleanDice"),
                    number(one, "attackedDiceWarped"),
                    number(one, "attackedDiceFixed")));
        }
        return subjects;
    }

    private Map<String, OrganThen> organs() {
        Map<String, Double> own = new LinkedHashMap<>();
        stream(json.path("waivers")).forEach(waived -> own.put(text(waived, "organ"), number(waived, "ownLimit")));
        Set<String> bad = Set.of(Regression.CLEAN.name(), Regression.ATTACKED.name());
        Map<String, OrganThen> organs = new LinkedHashMap<>();
        for (JsonNode organ : need(json, "organs", JsonNode::isArray)) {
            String name = text(organ, "name");
            boolean regressed = stream(json.path("baseline").path("organs"))
                    .anyMatch(one -> one.path("name").asText().equals(name)
                            && bad.contains(one.path("regression").asText()));
            Double limit = own.get(name);
            organs.put(
                    name,
                    new OrganThen(
                            number(organ, "relativeDrop"),
                            limit == null ? number(organ, "maxDiceDrop") : limit,
                            regressed));
        }
        return organs;
    }

    private Optional<Acceptance> accepted() {
        JsonNode by = json.path(ACCEPTED);
        return by.isObject()
                ? Optional.of(new Acceptance(
                        text(by, "by"),
                        text(by, "at"),
                        text(by, "why"),
                        by.path("despiteVerdict").asBoolean()))
                : Optional.empty();
    }

    private Map<String, String> texts(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonNode block = need(json, key, JsonNode::isObject);
        block.fieldNames().forEachRemaining(name -> texts.put(name, text(block, name)));
        return texts;
    }

    private <E extends Enum<E>> E constant(String key, E[] choices) {
        return constant(need(json, key, JsonNode::isTextual), key, choices);
    }

    private <E extends Enum<E>> E constant(JsonNode name, String key, E[] choices) {
        return Arrays.stream(choices)
                .filter(choice -> choice.name().equals(name.asText()))
                .findFirst()
                .orElseThrow(() ->
                        wrong(key + " has '" + name.asText() + "', which is none of " + Arrays.toString(choices)));
    }

    private String text(JsonNode from, String key) {
        return need(from, key, JsonNode::isTextual).asText();
    }

    /** NaN for null, as it is written. */
    private double number(JsonNode from, String key) {
        JsonNode value = need(from, key, node -> node.isNumber() || node.isNull());
        return value.isNull() ? Double.NaN : value.doubleValue();
    }

    private JsonNode need(JsonNode from, String key, Function<JsonNode, Boolean> kind) {
        JsonNode value = from.path(key);
        if (value.isMissingNode()) {
            throw wrong("it lacks '" + key + "', which older versions did not write");
        }
        if (!kind.apply(value)) {
            throw wrong("its '" + key + "' is of another kind");
        }
        return value;
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        Stream.Builder<JsonNode> nodes = Stream.builder();
        array.forEach(nodes);
        return nodes.build();
    }

    private DuressException wrong(String what) {
        return new DuressException("'" + file + "' can be no baseline: " + what
                + "; run the gate for the released model again, and accept its verdict.json");
    }
}
