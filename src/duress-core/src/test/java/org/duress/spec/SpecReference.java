package org.duress.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.spec.key.Key;
import org.duress.spec.key.Trained;

/** Writes docs/spec-reference.md from the keys and the properties. */
final class SpecReference {
    private static final String HEAD = """
            # Settings

            <!-- Written from the keys of org.duress.spec; not to be edited here. SpecReferenceTest says how it is made
            anew. -->

            Every key of a spec file, and every property of a run. The strongest that says something wins, the weakest
            first: the attributes of an annotation, the spec file, JUnit configuration parameters (for example in
            `junit-platform.properties`), system properties.

            A path is relative to the file that names it, and may name variables of the environment: `${DATA}/images`,
            or `${DATA:-data}/images` where `DATA` may be unset.

            *Trains* names what is trained anew when the key changes: the VAE-GAN attacker or a substitute. A change of
            the model or of the images trains both anew. Equations and sections are those of Chen et al. 2019; *open*
            is what the paper leaves open.
            """;

    private static final Map<String, String> BLOCKS = new LinkedHashMap<>();

    static {
        BLOCKS.put("", "The spec");
        BLOCKS.put("model", "The model under test: `model`");
        BLOCKS.put("cohort", "The labelled subjects: `cohort`");
        BLOCKS.put("attack", "The attacks: `attack`");
        BLOCKS.put("budget", "What a perturbation may spend: `budget`");
        BLOCKS.put("realism", "What a perturbed image must be like to count: `realism`");
        BLOCKS.put("gate", "What the model must withstand: `gate`");
    }

    private static final String PROPERTIES = """

            ## Properties

            Each is a system property or a JUnit configuration parameter. So is every key of the blocks `attack`,
            `budget`, `realism` and `gate`, and `cohort.seed`, with `duress.` before it: `-Dduress.attack.xi=3.0`,
            `-Dduress.gate.organs.liver=0.1`. Values are written as in a spec file; the brackets around a list may be
            left out.

            """;

    private static final int WIDTH = 120;

    private SpecReference() {}

    static String text() {
        StringBuilder text = new StringBuilder(HEAD);
        BLOCKS.forEach((block, title) -> {
            text.append("\n## ").append(title).append("\n\n");
            keys(block).forEach(key -> entry(text, key.toString(), facts(key), key.meaning()));
        });
        text.append(PROPERTIES);
        DuressProperties.ALL.forEach(property ->
                entry(text, property.name(), List.of("default `" + property.byDefault() + "`"), property.meaning()));
        return text.toString();
    }

    /** Those of a block; outside of blocks also how a file is put together. */
    static List<Key<?, ?>> keys(String block) {
        return block.isEmpty()
                ? Stream.<Key<?, ?>>concat(SpecKeys.of(block).stream(), SpecComposition.KEYS.stream())
                        .toList()
                : SpecKeys.of(block);
    }

    /** What a block is about. */
    static String title(String block) {
        return Objects.requireNonNull(BLOCKS.get(block)).replaceFirst(": `.*", "");
    }

    private static List<String> facts(Key<?, ?> key) {
        List<String> facts = new ArrayList<>(List.of(key.kind().words(), "default: " + key.defaultWords()));
        String trains = Stream.of(Trained.values())
                .filter(trained -> key.part(trained).isPresent())
                .map(Key::written)
                .collect(Collectors.joining(", "));
        if (!trains.isEmpty()) {
            facts.add("trains: " + trains);
        }
        return facts;
    }

    /** An entry of a list, in lines of at most 120 columns. */
    private static void entry(StringBuilder text, String name, List<String> facts, String meaning) {
        StringBuilder line = new StringBuilder("- `" + name + "`:");
        for (String word : (meaning + ". *" + String.join("; ", facts) + ".*").split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(" ");
            }
            line.append(' ').append(word);
        }
        text.append(line).append('\n');
    }
}
