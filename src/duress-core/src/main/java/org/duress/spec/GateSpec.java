package org.duress.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.duress.spec.key.Block;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Schema;
import org.duress.spec.key.Values;

/**
 * What the model must withstand.
 *
 * @param maxDiceDrop in (0, 1]
 * @param organs limits of single organs, by name; they override {@code maxDiceDrop}
 * @param worstSubject in (0, 1]; empty where a single subject has no limit of its own
 * @param shifts the natural shifts that are measured; empty where none are
 * @param release what earlier releases left
 */
public record GateSpec(
        double maxDiceDrop,
        Map<String, Double> organs,
        OptionalDouble worstSubject,
        Decision decision,
        Reference reference,
        Optional<ShiftsSpec> shifts,
        ReleaseSpec release) {
    public static final double DEFAULT_MAX_DICE_DROP = 0.3;

    private static final Block<GateSpec> BLOCK = new Block<>("gate", GateSpec.class);

    public static final Key<GateSpec, Double> MAX_DICE_DROP = BLOCK.key(
                    "maxDiceDrop",
                    GateSpec::maxDiceDrop,
                    GateKinds.FALL,
                    DEFAULT_MAX_DICE_DROP,
                    "largest relative fall of any organ's Dice")
            .shownAs("maxDiceDrop");

    public static final Key<GateSpec, Map<String, Double>> ORGANS = BLOCK.key(
                    "organs",
                    GateSpec::organs,
                    Kind.of(
                            "a block of organs, each with " + GateKinds.FALL.words(),
                            Schema.map(GateKinds.FALL.schema(), 0),
                            setting -> setting.section().map(GateKinds.FALL.reader())),
                    Map.<String, Double>of(),
                    "the same for single organs")
            .otherwise("none")
            .shownAs("maxDiceDrop");

    public static final Key<GateSpec, OptionalDouble> WORST_SUBJECT = BLOCK.key(
                    "worstSubject",
                    GateSpec::worstSubject,
                    Kind.optionalNumber(GateKinds.FALL),
                    OptionalDouble.empty(),
                    "largest relative fall of any organ's Dice in any one gate subject, whatever the others do")
            .otherwise("none")
            .shownAs("worstSubject");

    public static final Key<GateSpec, Decision> DECISION = BLOCK.key(
                    "decision",
                    GateSpec::decision,
                    Kind.choice(Decision.class),
                    Decision.INTERVAL,
                    "what is held against the limits: the whole 95 % interval of the fall, or the point estimate alone")
            .shownAs("decision");

    public static final Key<GateSpec, Reference> REFERENCE = BLOCK.key(
                    "reference",
                    GateSpec::reference,
                    Kind.choice(Reference.class),
                    Reference.WARPED,
                    "the label that counts: moved with the image (warped) or not (fixed, the paper's convention)")
            .shownAs("reference");

    public static final Key<GateSpec, Optional<ShiftsSpec>> SHIFTS = BLOCK.key(
                    "shifts",
                    GateSpec::shifts,
                    Kind.optional(ShiftsSpec.KIND),
                    Optional.empty(),
                    "natural shifts, measured at five severities beside the attacks; with maxDiceDrop the largest"
                            + " relative fall of any organ's Dice at severity (3), and with kinds some of them alone")
            .otherwise("none is measured");

    public static final List<Key<GateSpec, ?>> KEYS = BLOCK.keys(GateSpec::of);

    public GateSpec {
        organs = Collections.unmodifiableMap(new LinkedHashMap<>(organs));
    }

    /** Without a limit of single subjects, and with nothing from earlier releases. */
    public GateSpec(double maxDiceDrop, Map<String, Double> organs, Decision decision, Reference reference) {
        this(
                maxDiceDrop,
                organs,
                OptionalDouble.empty(),
                decision,
                reference,
                Optional.empty(),
                ReleaseSpec.defaults());
    }

    public static GateSpec of(Values values) {
        return new GateSpec(
                values.get(MAX_DICE_DROP),
                values.get(ORGANS),
                values.get(WORST_SUBJECT),
                values.get(DECISION),
                values.get(REFERENCE),
                values.get(SHIFTS),
                ReleaseSpec.of(values));
    }

    /** The same with a limit of single subjects, in (0, 1]. */
    public GateSpec withWorstSubject(double fall) {
        return new GateSpec(maxDiceDrop, organs, OptionalDouble.of(fall), decision, reference, shifts, release);
    }

    /** The same with natural shifts. */
    public GateSpec withShifts(ShiftsSpec some) {
        return new GateSpec(maxDiceDrop, organs, worstSubject, decision, reference, Optional.of(some), release);
    }

    /** The same without natural shifts. */
    public GateSpec withoutShifts() {
        return new GateSpec(maxDiceDrop, organs, worstSubject, decision, reference, Optional.empty(), release);
    }

    /** The same with other limits of some organs, in (0, 1]. */
    public GateSpec limited(Map<String, Double> others) {
        Map<String, Double> limits = new LinkedHashMap<>(organs);
        limits.putAll(others);
        return new GateSpec(maxDiceDrop, limits, worstSubject, decision, reference, shifts, release);
    }

    /** The same after other releases. */
    public GateSpec with(ReleaseSpec other) {
        return new GateSpec(maxDiceDrop, organs, worstSubject, decision, reference, shifts, other);
    }

    /** Largest relative fall allowed for one organ, in (0, 1]. */
    public double maxDiceDrop(String organ) {
        return organs.getOrDefault(organ, maxDiceDrop);
    }
}
