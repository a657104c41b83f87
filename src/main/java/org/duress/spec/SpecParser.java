package org.duress.spec;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Understands the settings of a spec: every key, its type, its range and its default. */
final class SpecParser {
    static final List<String> GATE_KEYS = List.of("maxDiceDrop", "organs", "maxPerceptibility", "reference");
    private static final List<String> SPEC_KEYS = List.of("name", "model", "cohort", "attack", "gate", "expect");

    /** The names that work as a folder's name everywhere, hidden folders aside. */
    private static final Pattern NAME = Pattern.compile("(?![. ])[^/\\\\:*?\"<>|\\p{Cntrl}]{1,120}(?<![. ])");

    private SpecParser() {}

    static RobustnessSpec spec(Value.Block block) {
        Section spec = new Section("", block).only(SPEC_KEYS);
        String name = name(spec.get("name"));
        ModelSpec model = ModelParser.model(spec.get("model").section().only(ModelParser.KEYS));
        CohortSpec cohort = CohortParser.cohort(spec.get("cohort").section().only(CohortParser.KEYS));
        AttackSpec attack = AttackParser.attack(optional(spec, "attack", AttackParser.KEYS));
        GateSpec gate = gate(optional(spec, "gate", GATE_KEYS), cohort.organs().keySet());
        Expectation expect = spec.get("expect", setting -> setting.choice(Expectation.class), Expectation.PASS);
        return new RobustnessSpec(name, model, cohort, attack, gate, expect);
    }

    private static Section optional(Section spec, String key, List<String> known) {
        return spec.get(
                        key,
                        Setting::section,
                        new Section(key, new Value.Block(spec.block().origin(), Map.of())))
                .only(known);
    }

    static String name(Setting name) {
        String text = name.text();
        if (!NAME.matcher(text).matches()) {
            throw name.error("must be usable as the name of the report folder, which '" + text + "' is not;"
                    + " use letters, digits, spaces, '.', '-' and '_'");
        }
        return text;
    }

    private static GateSpec gate(Section gate, Set<String> organs) {
        Function<Setting, Map<String, Double>> limits =
                setting -> setting.section().only(List.copyOf(organs)).map(SpecParser::threshold);
        return new GateSpec(
                gate.get("maxDiceDrop", SpecParser::threshold, 0.3),
                gate.get("organs", limits, Map.of()),
                gate.find("maxPerceptibility").map(SpecParser::perceptibility).orElse(OptionalDouble.empty()),
                gate.get("reference", setting -> setting.choice(Reference.class), Reference.WARPED));
    }

    private static double threshold(Setting setting) {
        double threshold = setting.number();
        if (!(threshold > 0 && threshold <= 1)) {
            throw setting.error("must be a relative fall above 0 and at most 1, not " + threshold);
        }
        return threshold;
    }

    private static OptionalDouble perceptibility(Setting setting) {
        double most = setting.number();
        if (!Double.isFinite(most) || most <= 0) {
            throw setting.error("must be a finite number above 0, not " + most);
        }
        return OptionalDouble.of(most);
    }
}
