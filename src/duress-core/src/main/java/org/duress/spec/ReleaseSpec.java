package org.duress.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.duress.spec.key.Block;
import org.duress.spec.key.Bounds;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Values;

/**
 * What earlier releases left for a gate, and how far a model may be behind them: keys of the block {@code gate}.
 *
 * @param baseline the verdict of the last release, or a folder with it; empty where there is none to compare with
 * @param regression largest rise of an organ's relative fall since then, in [0, 1), that is taken for chance
 * @param counterexamples their folder; empty for that of the run
 */
public record ReleaseSpec(Optional<Path> baseline, double regression, Optional<Path> counterexamples) {
    /** How it was chosen is in docs/releasing.md. */
    public static final double DEFAULT_REGRESSION = 0.05;

    private static final Block<ReleaseSpec> BLOCK = new Block<>("gate", ReleaseSpec.class);

    public static final Key<ReleaseSpec, Optional<Path>> BASELINE = BLOCK.key(
                    "baseline",
                    ReleaseSpec::baseline,
                    Kind.optional(Kind.PATH),
                    Optional.<Path>empty(),
                    "verdict.json of the last release, or a folder with it; a significant regression fails the test"
                            + " even within its limit")
            .otherwise("none");

    public static final Key<ReleaseSpec, Double> REGRESSION = BLOCK.key(
            "regression",
            ReleaseSpec::regression,
            Kind.number("a number", Bounds.from(0).below(1)),
            DEFAULT_REGRESSION,
            "largest rise of an organ's relative fall over that of the baseline which is taken for chance, since"
                    + " attackers differ");

    public static final Key<ReleaseSpec, Optional<Path>> COUNTEREXAMPLES = BLOCK.key(
                    "counterexamples",
                    ReleaseSpec::counterexamples,
                    Kind.optional(Kind.PATH),
                    Optional.<Path>empty(),
                    "folder of the counterexamples of this spec, kept with it under version control")
            .otherwise("that of " + DuressProperties.COUNTEREXAMPLES);

    public static final List<Key<ReleaseSpec, ?>> KEYS = BLOCK.keys(ReleaseSpec::of);

    /** Nothing was left. */
    public static ReleaseSpec defaults() {
        return of(Values.DEFAULTS);
    }

    public static ReleaseSpec of(Values values) {
        return new ReleaseSpec(values.get(BASELINE), values.get(REGRESSION), values.get(COUNTEREXAMPLES));
    }
}
