package org.duress.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duress.attack.substitute.SubstituteTrainer;
import org.duress.attack.vaegan.VaeGanTrainer;
import org.duress.base.Sha256;
import org.duress.spec.AttackSpec;
import org.duress.spec.CohortSpec;
import org.duress.spec.GateSpec;
import org.duress.spec.ModelSpec;
import org.duress.spec.RealismSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecKeys;
import org.duress.spec.key.Key;
import org.duress.spec.key.Values;

/**
 * What of two specs must be the same for their numbers to be compared, by the names of its keys as texts: what is
 * measured, and what the model sees. Limits, names, paths, expectations and the seed have no part in it: they say how
 * the numbers are judged, where things are, and which draw of the same attack is made.
 *
 * @param settings in the order of the keys
 */
public record SpecVersion(Map<String, String> settings) {
    private static final Set<String> MEASURING = Set.of("attack", "budget", "realism");

    /** Another draw of the same attack; and how well attacked images are told from clean ones, which judges alone. */
    private static final Set<Key<?, ?>> NO_PART =
            Set.of(AttackSpec.SEED, RealismSpec.DETECTABILITY, RealismSpec.DETECTOR_STEPS);

    /** Of the code that trains attackers: others are another attack. */
    private static final String CODE = "code of attackers";

    /** Longer ones would hide the sentence that they stand in. */
    private static final int LONGEST = 60;

    public SpecVersion {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** What is measured: attack, budget, realism, and the label that counts. */
    public static SpecVersion measured(RobustnessSpec spec) {
        Values values = spec.values();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(CODE, VaeGanTrainer.VERSION + "." + SubstituteTrainer.VERSION);
        for (Key<?, ?> key : SpecKeys.ALL) {
            if ((MEASURING.contains(key.block()) && !NO_PART.contains(key)) || key == GateSpec.REFERENCE) {
                settings.put(key.name(), Key.written(values.get(key)));
            }
        }
        return new SpecVersion(settings);
    }

    /** What the model sees: sizes, channels, organs, and what is done to an image before its network. */
    public static SpecVersion input(RobustnessSpec spec) {
        CohortSpec cohort = spec.cohort();
        ModelSpec model = spec.model();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(CohortSpec.DIMENSIONS.name(), String.valueOf(cohort.dimensions()));
        settings.put(CohortSpec.SIZE.name(), cohort.size().map(String::valueOf).orElse("none"));
        settings.put(CohortSpec.ORGANS.name(), Key.written(cohort.organs()));
        settings.put(
                ModelSpec.CHANNELS.name(),
                model.channels().isPresent() ? String.valueOf(model.channels().getAsInt()) : "none");
        settings.put(ModelSpec.PREPROCESS.name(), model.preprocess().toString());
        settings.put(ModelSpec.TILES.name(), model.tiles().map(String::valueOf).orElse("none"));
        settings.put(ModelSpec.FLIPS.name(), model.flips().toString());
        return new SpecVersion(settings);
    }

    /** SHA-256 of all of it, lower-case hex. */
    public String digest() {
        StringBuilder text = new StringBuilder();
        settings.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What differs from that of an earlier run, to follow "differs in". A setting that the earlier one does not know is
     * younger than it, and is the same where it has its default, which is what was done before.
     */
    public Optional<String> otherwise(Map<String, String> earlier) {
        List<String> differences = new ArrayList<>();
        settings.forEach((name, now) -> {
            String before = earlier.containsKey(name) ? earlier.get(name) : byDefault(name);
            if (!now.equals(before)) {
                differences.add(difference(name, String.valueOf(before), now));
            }
        });
        earlier.keySet().stream()
                .filter(name -> !settings.containsKey(name))
                .forEach(name -> differences.add(name + ", which there is no more"));
        return differences.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", differences));
    }

    private static String difference(String name, String before, String now) {
        return before.length() + now.length() > LONGEST ? name : name + " (" + before + ", now " + now + ")";
    }

    private static String byDefault(String name) {
        return SpecKeys.ALL.stream()
                .filter(key -> key.name().equals(name))
                .flatMap(key -> key.byDefault().stream())
                .map(Key::written)
                .findFirst()
                .orElse("none");
    }
}
