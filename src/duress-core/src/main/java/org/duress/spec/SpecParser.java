package org.duress.spec;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/** Understands the settings of a spec: every key, its type, its range and its default. */
final class SpecParser {
    static final List<String> GATE_KEYS = List.of("maxDiceDrop", "organs", "decision", "reference");
    /**
     * A key of the gate that has become {@code budget.perceptibility}, with another meaning: it must not be dropped in
     * silence.
     */
    static final String MOVED = "maxPerceptibility";

    static final List<String> BUDGET_KEYS =
            List.of("perceptibility", "displacement", "folded", "deformationRoughness", "intensityRoughness");
    static final List<String> REALISM_KEYS = List.of("ssim", "critic", "displacement");
    private static final List<String> SPEC_KEYS =
            List.of("name", "model", "cohort", "attack", "budget", "realism", "gate", "expect");

    /** The names that work as a folder's name everywhere, hidden folders aside. */
    private static final Pattern NAME = Pattern.compile("(?![. ])[^/\\\\:*?\"<>|\\p{Cntrl}]{1,120}(?<![. ])");

    /**
     * Pixels of a batch: a layer of 64 channels has 16 GiB for so many, and no array can hold more than eight times
     * that.
     */
    private static final long MOST_PIXELS = 1L << 26;

    private SpecParser() {}

    static RobustnessSpec spec(Value.Block block) {
        Section spec = new Section("", block).only(SPEC_KEYS);
        String name = name(spec.get("name"));
        ModelSpec model = ModelParser.model(spec.get("model").section().only(ModelParser.KEYS));
        CohortSpec cohort = CohortParser.cohort(spec.get("cohort").section().only(CohortParser.KEYS));
        AttackSpec attack = AttackParser.attack(optional(spec, "attack", AttackParser.KEYS));
        requireFit(spec, cohort.size(), attack.batch(), model);
        BudgetSpec budget = budget(optional(spec, "budget", BUDGET_KEYS));
        RealismSpec realism = realism(optional(spec, "realism", REALISM_KEYS));
        spec.find("gate").map(Setting::section).ifPresent(SpecParser::refuseMoved);
        GateSpec gate = gate(optional(spec, "gate", GATE_KEYS), cohort.organs().keySet());
        Expectation expect = spec.get("expect", setting -> setting.choice(Expectation.class), Expectation.PASS);
        return new RobustnessSpec(name, model, cohort, attack, budget, realism, gate, expect);
    }

    /** What is in range by itself may be too much together. */
    private static void requireFit(Section spec, ImageSize size, int batch, ModelSpec model) {
        long pixels = (long) size.height() * size.width();
        if (batch * pixels > MOST_PIXELS) {
            throw spec.find("attack")
                    .flatMap(attack -> attack.section().find("batch"))
                    .orElseGet(() -> spec.get("cohort").section().get("size"))
                    .error(tooMuch(batch, size));
        }
        int served = served(model.source());
        if (served * pixels > MOST_PIXELS) {
            throw spec.get("model")
                    .section()
                    .find("batch")
                    .orElseGet(() -> spec.get("cohort").section().get("size"))
                    .error(tooMuch(served, size));
        }
    }

    private static int served(ModelSource source) {
        if (source instanceof ModelSource.Server server) {
            return server.served().batch();
        }
        return source instanceof ModelSource.Image image ? image.served().batch() : 0;
    }

    private static String tooMuch(int batch, ImageSize size) {
        return "gives batches of " + batch + " images of " + size + " pixels, but at most " + MOST_PIXELS
                + " pixels are computed at once; lower the batch or cohort.size";
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

    private static void refuseMoved(Section gate) {
        gate.find(MOVED).ifPresent(moved -> {
            throw moved.error("is now 'budget.perceptibility', which every attack is held to; move it there");
        });
    }

    private static GateSpec gate(Section gate, Set<String> organs) {
        Function<Setting, Map<String, Double>> limits =
                setting -> setting.section().only(List.copyOf(organs)).map(SpecParser::threshold);
        return new GateSpec(
                gate.get("maxDiceDrop", SpecParser::threshold, 0.3),
                gate.get("organs", limits, Map.of()),
                gate.get("decision", setting -> setting.choice(Decision.class), Decision.INTERVAL),
                gate.get("reference", setting -> setting.choice(Reference.class), Reference.WARPED));
    }

    private static double threshold(Setting setting) {
        double threshold = setting.number();
        if (!(threshold > 0 && threshold <= 1)) {
            throw setting.error("must be a relative fall above 0 and at most 1, not " + threshold);
        }
        return threshold;
    }

    private static BudgetSpec budget(Section budget) {
        BudgetSpec defaults = BudgetSpec.defaults();
        return new BudgetSpec(
                budget.get("perceptibility", SpecParser::amount, defaults.perceptibility()),
                budget.get("displacement", SpecParser::amount, defaults.displacement()),
                budget.get("folded", setting -> within(setting, 0, 1), defaults.folded()),
                budget.get("deformationRoughness", SpecParser::share, defaults.deformationRoughness()),
                budget.get("intensityRoughness", SpecParser::share, defaults.intensityRoughness()));
    }

    private static RealismSpec realism(Section realism) {
        return new RealismSpec(
                realism.get(
                        "ssim",
                        setting -> within(setting, -1, 1),
                        RealismSpec.defaults().ssim()),
                optional(realism, "critic", setting -> within(setting, 0, 100)),
                optional(realism, "displacement", SpecParser::positive));
    }

    private static OptionalDouble optional(Section section, String key, ToDoubleFunction<Setting> reader) {
        return section.find(key)
                .map(setting -> OptionalDouble.of(reader.applyAsDouble(setting)))
                .orElse(OptionalDouble.empty());
    }

    private static double amount(Setting setting) {
        double amount = setting.number();
        if (!Double.isFinite(amount) || amount < 0) {
            throw setting.error("must be a finite number of at least 0, not " + amount);
        }
        return amount;
    }

    private static double positive(Setting setting) {
        double number = setting.number();
        if (!Double.isFinite(number) || number <= 0) {
            throw setting.error("must be a finite number above 0, not " + number);
        }
        return number;
    }

    /** A field without any wave above the line hardly exists, so 0 is refused. */
    private static double share(Setting setting) {
        double share = setting.number();
        if (!(share > 0 && share <= 1)) {
            throw setting.error("must be a share above 0 and at most 1, not " + share);
        }
        return share;
    }

    private static double within(Setting setting, double least, double most) {
        double number = setting.number();
        if (!(number >= least && number <= most)) {
            throw setting.error(String.format(
                    Locale.ROOT, "must be a number from %s to %s, not %s", plain(least), plain(most), number));
        }
        return number;
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
