package org.duress.spec;

import java.util.List;
import java.util.regex.Pattern;
import org.duress.spec.key.Block;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Schema;
import org.duress.spec.key.Setting;
import org.duress.spec.key.Values;

/**
 * The immutable settings of one robustness test.
 *
 * @param name unique among the specs of a folder
 * @param waivers one an organ at most
 */
public record RobustnessSpec(
        String name,
        ModelSpec model,
        CohortSpec cohort,
        AttackSpec attack,
        BudgetSpec budget,
        RealismSpec realism,
        GateSpec gate,
        Expectation expect,
        List<Waiver> waivers) {
    private static final Block<RobustnessSpec> BLOCK = new Block<>("", RobustnessSpec.class);

    /** Characters of a name. */
    public static final int LONGEST_NAME = 120;

    /** The names that work as a folder's name everywhere, hidden folders aside. */
    private static final Pattern FOLDER =
            Pattern.compile("(?![. ])[^/\\\\:*?\"<>|\\x00-\\x1F\\x7F]{1," + LONGEST_NAME + "}(?<![. ])");

    /** A number without quotes is a name too. */
    private static final Schema NAMES = Schema.TEXT.with("pattern", "^" + FOLDER.pattern() + "$");

    public static final Key<RobustnessSpec, String> NAME = BLOCK.required(
                    "name",
                    RobustnessSpec::name,
                    Kind.of("a text that can name a folder", NAMES, RobustnessSpec::folder),
                    "of the spec and its report folder, unique in a run")
            .otherwise("required; an annotation takes Class.method")
            .shownAs("spec");

    public static final Key<RobustnessSpec, Expectation> EXPECT = BLOCK.key(
                    "expect",
                    RobustnessSpec::expect,
                    Kind.choice(Expectation.class),
                    Expectation.PASS,
                    "the verdict that is expected; fail for a known weakness, with which the test passes while it is"
                            + " there")
            .shownAs("expect");

    public static final Key<RobustnessSpec, List<Waiver>> WAIVERS = BLOCK.key(
                    "waivers",
                    RobustnessSpec::waivers,
                    Waiver.LIST,
                    List.<Waiver>of(),
                    "limits of single organs that somebody answers for until a day, in place of those of gate")
            .otherwise("none");

    /** Those outside of blocks. */
    public static final List<Key<RobustnessSpec, ?>> KEYS = List.of(NAME, EXPECT, WAIVERS);

    public RobustnessSpec {
        waivers = List.copyOf(waivers);
    }

    /** Without waivers. */
    public RobustnessSpec(
            String name,
            ModelSpec model,
            CohortSpec cohort,
            AttackSpec attack,
            BudgetSpec budget,
            RealismSpec realism,
            GateSpec gate,
            Expectation expect) {
        this(name, model, cohort, attack, budget, realism, gate, expect, List.of());
    }

    private static String folder(Setting name) {
        String text = name.text();
        if (!FOLDER.matcher(text).matches()) {
            throw name.error("must be usable as the name of the report folder, which '" + text + "' is not;"
                    + " use letters, digits, spaces, '.', '-' and '_'");
        }
        return text;
    }

    /** The value of every key of the attack, the budget, the gate, and of the spec itself. */
    public Values values() {
        return Values.of(
                this,
                attack,
                attack.vaeGan(),
                attack.substitute(),
                attack.gradient(),
                budget,
                realism,
                gate,
                gate.release());
    }

    /** The same with another attack. */
    public RobustnessSpec with(AttackSpec other) {
        return new RobustnessSpec(name, model, cohort, other, budget, realism, gate, expect, waivers);
    }

    /** The same with another model. */
    public RobustnessSpec with(ModelSpec other) {
        return new RobustnessSpec(name, other, cohort, attack, budget, realism, gate, expect, waivers);
    }

    /** The same with another cohort. */
    public RobustnessSpec with(CohortSpec other) {
        return new RobustnessSpec(name, model, other, attack, budget, realism, gate, expect, waivers);
    }

    /** The same with another budget. */
    public RobustnessSpec with(BudgetSpec other) {
        return new RobustnessSpec(name, model, cohort, attack, other, realism, gate, expect, waivers);
    }

    /** The same with other images that count. */
    public RobustnessSpec with(RealismSpec other) {
        return new RobustnessSpec(name, model, cohort, attack, budget, other, gate, expect, waivers);
    }

    /** The same that must withstand something else. */
    public RobustnessSpec with(GateSpec other) {
        return new RobustnessSpec(name, model, cohort, attack, budget, realism, other, expect, waivers);
    }

    /** The same under another name. */
    public RobustnessSpec named(String other) {
        return new RobustnessSpec(other, model, cohort, attack, budget, realism, gate, expect, waivers);
    }
}
