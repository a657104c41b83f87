package org.duress.spec.read;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.duress.DuressException;
import org.duress.base.EnumWords;
import org.duress.spec.CohortSpec;
import org.duress.spec.DuressProperties;
import org.duress.spec.GateSpec;
import org.duress.spec.Search;
import org.duress.spec.Shard;
import org.duress.spec.SpecKeys;
import org.duress.spec.key.Origin;
import org.duress.spec.key.Setting;
import org.duress.spec.key.Value;
import org.duress.spec.key.Values;

/** The properties of a run, from all their sources; see {@link DuressProperties}. */
public final class PropertyLayers {
    static final String PREFIX = "duress.";
    private static final String COHORT = "duress.cohort.";
    private static final String MODEL = "duress.model.";
    private static final String ORGANS = PREFIX + GateSpec.ORGANS;

    /** Those that properties override key by key. */
    private static final List<String> BLOCKS = List.of("attack", "gate", "budget", "realism");

    private final List<PropertyLayer> weakestFirst;

    private PropertyLayers(List<PropertyLayer> weakestFirst) {
        this.weakestFirst = weakestFirst;
    }

    /** Layers of properties, the weakest first. */
    public static PropertyLayers of(PropertyLayer... weakestFirst) {
        return new PropertyLayers(List.of(weakestFirst));
    }

    /** The value of the strongest layer that has the key. */
    public Optional<String> get(String key) {
        return weakestFirst.stream()
                .flatMap(layer -> layer.lookup().apply(key).stream())
                .reduce((weaker, stronger) -> stronger);
    }

    /** Folder that reports are written to. */
    public Path reports() {
        return Path.of(get(DuressProperties.REPORTS).orElse(DuressProperties.DEFAULT_REPORTS));
    }

    /** Folder of the trained attackers. */
    public Path store() {
        return Path.of(get(DuressProperties.STORE).orElse(DuressProperties.DEFAULT_STORE));
    }

    /** Folder of the counterexamples. */
    public Path counterexamples() {
        return Path.of(get(DuressProperties.COUNTEREXAMPLES).orElse(DuressProperties.DEFAULT_COUNTEREXAMPLES));
    }

    /**
     * Whether this is a run of continuous integration, by {@link DuressProperties#CI} or the environment variable
     * {@code CI}: it must find what the spec names, and writes nothing but reports and what is trained.
     *
     * @throws DuressException if the property has another value
     */
    public boolean ci() {
        return ContinuousIntegration.is(get(DuressProperties.CI));
    }

    /**
     * What is done with counterexamples of earlier runs.
     *
     * @throws DuressException if the property has another value
     */
    public Search search() {
        String text = get(DuressProperties.SEARCH).orElse(DuressProperties.DEFAULT_SEARCH);
        return Arrays.stream(Search.values())
                .filter(search -> EnumWords.of(search).equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new DuressException(
                        DuressProperties.SEARCH + " must be first, replay or full, not '" + text + "'"));
    }

    /**
     * Whether a run trains and does nothing else.
     *
     * @throws DuressException if the property has another value, or another part of a run is asked for too
     */
    public boolean trainOnly() {
        String text = get(DuressProperties.TRAIN_ONLY).orElse("false").strip();
        if (!text.equals("true") && !text.equals("false")) {
            throw new DuressException(DuressProperties.TRAIN_ONLY + " must be true or false, not '" + text + "'");
        }
        boolean only = text.equals("true");
        if (only && (shard().isPresent() || !merge().isEmpty())) {
            throw new DuressException(DuressProperties.TRAIN_ONLY + " is set beside "
                    + (merge().isEmpty() ? DuressProperties.SHARD : DuressProperties.MERGE)
                    + ", and a run does one of the two; remove the other");
        }
        return only;
    }

    /**
     * The share of the gate subjects that is judged; empty where all are.
     *
     * @throws DuressException if the property has another value
     */
    public Optional<Shard> shard() {
        Optional<Shard> shard = get(DuressProperties.SHARD).map(Shard::parse);
        if (shard.isPresent() && !merge().isEmpty()) {
            throw new DuressException(DuressProperties.SHARD + " and " + DuressProperties.MERGE
                    + " are both set, and a shard is written by one run and merged by another; remove one of the two");
        }
        return shard;
    }

    /** Folder that shards are written to, below that of the reports. */
    public Path shards() {
        return reports().resolve(DuressProperties.SHARDS);
    }

    /** Folders with the shards that are put together; none where there is nothing to put together. */
    public List<Path> merge() {
        return get(DuressProperties.MERGE).stream()
                .flatMap(folders -> Arrays.stream(folders.split(",")))
                .map(String::strip)
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
    }

    /**
     * The channel that pictures show.
     *
     * @return from 1; empty for the one that changed most
     * @throws DuressException if the property has another value
     */
    public OptionalInt channel() {
        String text = get(DuressProperties.CHANNEL).orElse(DuressProperties.DEFAULT_CHANNEL);
        if (text.strip().equalsIgnoreCase(DuressProperties.DEFAULT_CHANNEL)) {
            return OptionalInt.empty();
        }
        if (!text.strip().matches("[1-9]\\d{0,3}")) {
            throw new DuressException(
                    DuressProperties.CHANNEL + " must be most or the number of a channel, from 1, not '" + text + "'");
        }
        return OptionalInt.of(Integer.parseInt(text.strip()));
    }

    /** Folder of the spec files. */
    public Path specs() {
        return Path.of(get(DuressProperties.SPECS).orElse(DuressProperties.DEFAULT_SPECS));
    }

    /** Lays the overrides of every layer over the settings of a spec. */
    Value.Block over(Value.Block spec) {
        Collection<String> organs = organs(spec);
        Value.Block result = spec;
        for (PropertyLayer layer : weakestFirst) {
            for (String key : candidates(layer, organs)) {
                Optional<String> text = layer.lookup().apply(key);
                if (text.isPresent()) {
                    result = Overlay.over(result, override(layer, key, text.get(), spec.origin()));
                }
            }
        }
        return result;
    }

    private static Set<String> candidates(PropertyLayer layer, Collection<String> organs) {
        Set<String> candidates = new LinkedHashSet<>();
        BLOCKS.forEach(block -> SpecKeys.of(block).forEach(key -> candidates.add(PREFIX + key)));
        candidates.add(DuressProperties.GATE + SpecParser.MOVED);
        organs.forEach(organ -> candidates.add(ORGANS + "." + organ));
        candidates.add(DuressProperties.COHORT_SEED);
        layer.keys().stream()
                .filter(key -> key.startsWith(COHORT)
                        || key.startsWith(MODEL)
                        || BLOCKS.stream().anyMatch(block -> key.startsWith(PREFIX + block + ".")))
                .sorted()
                .forEach(candidates::add);
        return candidates;
    }

    /** The organs of a spec as far as they can be told before it is understood. */
    private static Collection<String> organs(Value.Block spec) {
        return spec.entries().get("cohort") instanceof Value.Block cohort
                        && cohort.entries().get("organs") instanceof Value.Block organs
                ? organs.entries().keySet()
                : Values.DEFAULTS.get(CohortSpec.ORGANS).keySet();
    }

    /** A spec of this one setting, as it would stand in a file; its blocks keep the spec's own origin. */
    private static Value.Block override(PropertyLayer layer, String key, String text, Origin spec) {
        Origin origin = new Origin(layer.name() + " " + key, Path.of(""));
        if (key.startsWith(COHORT) && !key.equals(DuressProperties.COHORT_SEED)) {
            throw origin.error("of the cohort, only the seed can be overridden; did you mean '"
                    + DuressProperties.COHORT_SEED + "'?");
        }
        String[] path = key.substring(PREFIX.length()).split("\\.", 2);
        if (key.startsWith(MODEL)) {
            throw origin.error("of the model, nothing can be overridden; write a spec for the other model");
        }
        Value value = new Value.Text(origin, text, Value.Style.LOOSE);
        if (key.equals(ORGANS)) {
            value = new Setting(GateSpec.ORGANS.name(), value).section().block();
        } else if (key.startsWith(ORGANS + ".")) {
            String organ = key.substring(ORGANS.length() + 1);
            value = new Value.Block(spec, Map.of(organ, value));
            path[1] = GateSpec.ORGANS.local();
        }
        return new Value.Block(spec, Map.of(path[0], new Value.Block(spec, Map.of(path[1], value))));
    }
}
