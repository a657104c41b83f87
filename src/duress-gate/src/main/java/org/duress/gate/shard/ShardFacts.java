package org.duress.gate.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duress.spec.DuressProperties;
import org.duress.spec.ReleaseSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecKeys;
import org.duress.spec.key.Key;
import org.duress.spec.key.Values;

/**
 * What all shards of a gate must have in common, and who merges them: by the name of each fact, what it is, as a text.
 *
 * @param facts in the order in which they are compared
 */
public record ShardFacts(Map<String, String> facts) {
    /** Nothing is known. */
    public static final ShardFacts NONE = new ShardFacts(Map.of());

    private static final String MODEL = "model";
    private static final String DATA = "data";
    private static final String KNOWN = "counterexamples";
    private static final String TRAINED = "attacker";
    private static final String FORMAT = "format of shards";
    private static final Set<String> FINGERPRINTS = Set.of(MODEL, DATA, KNOWN, TRAINED);
    /** Blocks of a spec that say where model and data are: these are known by their fingerprints. */
    private static final Set<String> FINGERPRINTED = Set.of("model", "cohort");

    /** What is done with it is done by who concludes; what is waived stands in the limits of the gate by then. */
    private static final Set<Key<?, ?>> WHO_CONCLUDES =
            Set.of(RobustnessSpec.WAIVERS, ReleaseSpec.BASELINE, ReleaseSpec.REGRESSION, ReleaseSpec.COUNTEREXAMPLES);

    private static final int HEX = 12;

    public ShardFacts {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /**
     * Those of a run.
     *
     * @param model its fingerprint
     * @param data fingerprint of images and labels of attacker and gate subjects
     * @param search what is done with known counterexamples, where there are any
     * @param known fingerprint of those
     */
    public static ShardFacts of(RobustnessSpec spec, String model, String data, Optional<String> search, String known) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(FORMAT, String.valueOf(TrialsCodec.VERSION));
        Values values = spec.values();
        SpecKeys.ALL.stream()
                .filter(key -> !FINGERPRINTED.contains(key.block()) && !WHO_CONCLUDES.contains(key))
                .forEach(key -> facts.put(key.name(), Key.written(values.get(key))));
        facts.put(MODEL, model);
        facts.put(DATA, data);
        search.ifPresent(word -> facts.put(DuressProperties.SEARCH, word));
        facts.put(KNOWN, known);
        return new ShardFacts(facts);
    }

    /**
     * The same with the attacker that was used.
     *
     * @param trained fingerprint of all that was trained; empty where nothing was
     */
    public ShardFacts with(String trained) {
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put(TRAINED, trained);
        return new ShardFacts(more);
    }

    /** Those of both. */
    public ShardFacts and(ShardFacts more) {
        Map<String, String> both = new LinkedHashMap<>(facts);
        both.putAll(more.facts);
        return new ShardFacts(both);
    }

    /** As bytes, which know where they end. */
    public void write(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(facts.size());
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            for (String text : List.of(fact.getKey(), fact.getValue())) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                data.writeInt(bytes.length);
                data.write(bytes);
            }
        }
        data.flush();
    }

    /** Reads what {@link #write} wrote, and nothing that follows. */
    public static ShardFacts read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        Map<String, String> facts = new LinkedHashMap<>();
        for (int left = data.readInt(); left > 0; left--) {
            String name = text(data);
            facts.put(name, text(data));
        }
        return new ShardFacts(facts);
    }

    private static String text(DataInputStream data) throws IOException {
        int length = data.readInt();
        byte[] bytes = data.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** What is otherwise in others, to follow "with"; what one of the two does not say is the same. */
    public Optional<String> otherwise(ShardFacts others) {
        List<String> differences = new ArrayList<>();
        facts.forEach((name, own) -> Optional.ofNullable(others.facts.get(name))
                .filter(other -> !other.equals(own))
                .ifPresent(other -> differences.add(
                        FINGERPRINTS.contains(name)
                                ? "another " + name + " (" + brief(other) + ", not " + brief(own) + ")"
                                : name + " " + other + ", not " + own)));
        return differences.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", differences));
    }

    private static String brief(String fingerprint) {
        return fingerprint.isEmpty() ? "none" : fingerprint.substring(0, Math.min(HEX, fingerprint.length()));
    }
}
