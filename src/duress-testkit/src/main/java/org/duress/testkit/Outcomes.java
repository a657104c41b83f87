package org.duress.testkit;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.data.Slice;
import org.duress.result.AttackerEvidence;
import org.duress.result.BudgetPoint;
import org.duress.result.CanaryEvidence;
import org.duress.result.Check;
import org.duress.result.ContenderDice;
import org.duress.result.ContenderEvidence;
import org.duress.result.ContenderPasses;
import org.duress.result.Durations;
import org.duress.result.Evidence;
import org.duress.result.FieldEvidence;
import org.duress.result.GateOutcome;
import org.duress.result.GradientAgreement;
import org.duress.result.GradientEvidence;
import org.duress.result.HallucinationEvidence;
import org.duress.result.Interval;
import org.duress.result.ModelPasses;
import org.duress.result.OrganDice;
import org.duress.result.OrganEvidence;
import org.duress.result.Origin;
import org.duress.result.Passes;
import org.duress.result.PlantEvidence;
import org.duress.result.Queries;
import org.duress.result.RealismEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.Smoothness;
import org.duress.result.Strength;
import org.duress.result.SubjectDice;
import org.duress.result.SubstituteAgreement;
import org.duress.result.SurfaceEvidence;
import org.duress.result.TrialCounts;
import org.duress.result.Verdict;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.result.slice.WorstCase;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.Phantoms;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.Contender;
import org.duress.spec.Decision;
import org.duress.spec.Expectation;
import org.duress.spec.FieldKind;
import org.duress.spec.GateSpec;
import org.duress.spec.ImageSize;
import org.duress.spec.ModelSpec;
import org.duress.spec.RealismSpec;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.VaeGanSettings;

/** Made-up outcomes: a drawn abdomen, smooth fields, and a segmentation that lost part of an organ. */
public final class Outcomes {
    private static final int SIZE = 128;

    private Outcomes() {}

    public static RobustnessSpec spec(String name, Expectation expect) {
        Map<String, List<Integer>> organs = new LinkedHashMap<>();
        organs.put("pancreas", List.of(11));
        organs.put("kidneys", List.of(2, 3));
        organs.put("liver", List.of(6));
        organs.put("spleen", List.of(1));
        CohortSpec cohort = CohortSpec.of(CohortFormat.PHANTOM, new SubjectSelection.Share(0.5))
                .with(CohortSpec.ORGANS, organs)
                .with(CohortSpec.SIZE, Optional.of(new ImageSize(SIZE, SIZE)))
                .with(CohortSpec.MIN_ORGAN_PIXELS, 0)
                .with(CohortSpec.SEED, 1L)
                .with(Phantoms.SUBJECTS, 4)
                .with(Phantoms.SLICES, 8);
        AttackSpec attack =
                new AttackSpec(2.0, EnumSet.allOf(FieldKind.class), 600, 8, 4, 7, VaeGanSettings.defaults());
        GateSpec gate = new GateSpec(0.3, Map.of("pancreas", 0.5), Decision.INTERVAL, Reference.WARPED);
        return new RobustnessSpec(
                name,
                new ModelSpec("duress", Path.of("models", "unet.zip")),
                cohort,
                attack,
                BudgetSpec.defaults(),
                RealismSpec.defaults(),
                gate,
                expect);
    }

    /** Pancreas is within its limit, the liver past it; one number is not a number. */
    public static RobustnessResult result(String name, Verdict verdict, Expectation expect) {
        List<OrganEvidence> organs = List.of(
                MeasuredOrgan.of("pancreas", 0.8, 0.5, 0.375, 0.5, 0.48, 0.5, "p02_z003"),
                new OrganEvidence(
                        "liver",
                        new OrganDice(0.95, 0.57, 0.4, 0.57, 0.55, new Interval(0.5, 0.625), new Interval(0.25, 0.75)),
                        0.3,
                        "p03_z005",
                        44,
                        new SurfaceEvidence("mm", 2, 3.5, 40.25, 0.875, 0.125),
                        List.of(
                                new BudgetPoint(0, 0, 0.95),
                                new BudgetPoint(0.5, 0.05, 0.76),
                                new BudgetPoint(1, 0.1, 0.57)),
                        new HallucinationEvidence(4, 1, 3, 25, 1250)));
        Evidence evidence = new Evidence(
                new Origin("cpu (test)", 7, "ab".repeat(32), provenance(), "cd".repeat(32)),
                List.of("p02", "p03"),
                16,
                new AttackerEvidence(List.of("p00", "p01"), 240, false),
                new FieldEvidence(1.9, 0.074, 0.0, 1.75, new Smoothness(0.02, 0.4), new Smoothness(Double.NaN, 0.1)),
                new Durations(12.5, 3.25, 17.0, Map.of(Contender.SUBSTITUTE, 0.25, Contender.QUERY, 2.5)),
                organs,
                Map.of(
                        "p03", List.of(new SubjectDice("liver", 0.95, 0.57, 0.55)),
                        "p02", List.of(new SubjectDice("pancreas", Double.NaN, Double.NaN, Double.NaN))),
                new Queries(480, 3950, 96, 1990),
                new ModelPasses(new Passes(480, 240), new Passes(3950, 32), new Passes(96, 0)),
                List.of(
                        new SubstituteAgreement("pancreas", 0.91, 0.72),
                        new SubstituteAgreement("liver", 0.98, Double.NaN)),
                strength(),
                new RealismEvidence(0.9375, 0.75, 4.5, Double.NaN, new TrialCounts(96, 5, 3)));
        List<String> breaches = switch (verdict) {
            case PASS -> List.of();
            case FAIL -> List.of("liver fell from 0.950 to 0.570");
            case INCONCLUSIVE ->
                List.of(
                        "liver lies on neither side of its limit; name more gateSubjects",
                        "the canary kept 0.9 of its Dice; raise budget.perceptibility");
        };
        return new RobustnessResult(
                spec(name, expect), evidence, verdict, breaches, checks(), List.of("label id 4 belongs to no <organ>"));
    }

    /** The same result with another strength. */
    public static RobustnessResult with(RobustnessResult result, Strength strength) {
        return with(result, result.evidence().organs(), strength);
    }

    /** The same result with other organs. */
    public static RobustnessResult with(RobustnessResult result, List<OrganEvidence> organs) {
        return with(result, organs, result.evidence().strength());
    }

    /** The same result under other limits. */
    public static RobustnessResult with(RobustnessResult result, GateSpec gate) {
        RobustnessSpec of = result.spec();
        return new RobustnessResult(
                new RobustnessSpec(
                        of.name(), of.model(), of.cohort(), of.attack(), of.budget(), of.realism(), gate, of.expect()),
                result.evidence(),
                result.verdict(),
                result.breaches(),
                result.checks());
    }

    private static RobustnessResult with(RobustnessResult result, List<OrganEvidence> organs, Strength strength) {
        Evidence of = result.evidence();
        Evidence evidence = new Evidence(
                of.origin(),
                of.gateSubjects(),
                of.gateSlices(),
                of.attacker(),
                of.fields(),
                of.seconds(),
                organs,
                of.subjectDice(),
                of.queries(),
                of.passes(),
                of.substitute(),
                strength,
                of.realism());
        return new RobustnessResult(result.spec(), evidence, result.verdict(), result.breaches(), result.checks());
    }

    private static Strength strength() {
        ContenderDice pancreas =
                new ContenderDice("pancreas", 0.72, 0.1, new Interval(0.05, 0.15), Map.of("p02", 0.72));
        ContenderDice liver = new ContenderDice("liver", 0.76, 0.2, Interval.UNKNOWN, Map.of("p03", 0.76));
        return new Strength(
                List.of(
                        new ContenderEvidence(
                                Contender.SUBSTITUTE,
                                new TrialCounts(48, 0, 1),
                                new ContenderPasses(new Passes(64, 32), new Passes(48, 0), 16),
                                0.0875,
                                0.875,
                                1.75,
                                List.of(pancreas, liver)),
                        new ContenderEvidence(
                                Contender.QUERY,
                                new TrialCounts(48, 1, 2),
                                new ContenderPasses(new Passes(1600, 0), new Passes(48, 0), 16),
                                0.1,
                                1,
                                2.25,
                                List.of(liver, pancreas))),
                List.of(new CanaryEvidence(
                        CanaryEvidence.Kind.STEP,
                        3,
                        List.of(
                                plant("pancreas", FieldKind.DEFORMATION, 0.5, 1, Optional.empty()),
                                plant("liver", FieldKind.INTENSITY, 0.75, 0.125, Optional.of(Contender.QUERY))))),
                Optional.of(new GradientEvidence(0, 0.0625)),
                Optional.of(new GradientAgreement(28, 4, 0.015625)),
                true,
                true);
    }

    private static PlantEvidence plant(
            String organ, FieldKind field, double share, double attackedDice, Optional<Contender> fellTo) {
        return new PlantEvidence("p02_z003", organ, field, share, 0, attackedDice, 0.875, fellTo);
    }

    private static List<Check> checks() {
        return List.of(
                new Check("stronger than noise", true, "the attack took 0.3 where noise took 0.1", "train for longer"),
                new Check("canary broken", false, "the canary kept 0.9 of its Dice", "raise budget.perceptibility"));
    }

    private static Map<String, String> provenance() {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("server", "triton 2.49.0");
        provenance.put("model version", "3");
        return provenance;
    }

    public static GateOutcome outcome(String name, Verdict verdict, Expectation expect) {
        return new GateOutcome(result(name, verdict, expect), List.of(worstCase("pancreas"), worstCase("liver")));
    }

    public static WorstCase worstCase(String organ) {
        float[] image = new float[SIZE * SIZE];
        byte[] truth = new byte[SIZE * SIZE];
        float[] deformation = new float[2 * SIZE * SIZE];
        float[] intensity = new float[SIZE * SIZE];
        Random random = new Random(5);
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                int i = y * SIZE + x;
                truth[i] = organAt(x, y);
                image[i] = (float) (tissueAt(x, y, truth[i]) + 0.08 * random.nextGaussian());
                double a = Math.exp(-(sq(x - 45) + sq(y - 55)) / 500.0);
                double b = Math.exp(-(sq(x - 80) + sq(y - 70)) / 300.0);
                deformation[2 * i] = (float) (2.2 * a - 1.3 * b);
                deformation[2 * i + 1] = (float) (-1.2 * a + 1.6 * b);
                intensity[i] = (float) (0.35 * a - 0.25 * b + 0.08 * Math.sin(x / 13.0) * Math.cos(y / 17.0));
            }
        }
        byte[] warped = new byte[SIZE * SIZE];
        byte[] segmented = new byte[SIZE * SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                int i = y * SIZE + x;
                int sx = clamp(Math.round(x + deformation[2 * i]));
                int sy = clamp(Math.round(y + deformation[2 * i + 1]));
                warped[i] = truth[sy * SIZE + sx];
                boolean lost = sq(x - 38) + sq(y - 56) < 230 && warped[i] == 3;
                boolean leaked = sq(x - 70) + sq(y - 60) < 40;
                segmented[i] = lost ? 0 : leaked ? 4 : warped[i];
            }
        }
        byte[] clean = truth.clone();
        for (int y = 40; y < 46; y++) {
            clean[y * SIZE + 40] = 0;
        }
        Slice slice = new Slice("p03_z005", Grid.of(SIZE, SIZE), image, truth);
        Trial trial = new Trial(
                new CleanSlice("p03", slice, clean, List.of()),
                new Perturbation(deformation, intensity, 1, slice.grid()));
        return new WorstCase(organ, 0.962, 0.571, new Judged(trial, segmented, List.of(), List.of()));
    }

    private static byte organAt(int x, int y) {
        if (inside(x, y, 40, 56, 22, 21) && !inside(x, y, 62, 70, 14, 16)) {
            return 3;
        }
        if (inside(x, y, 98, 60, 10, 14)) {
            return 4;
        }
        if (inside(x, y, 44, 86, 8, 10) || inside(x, y, 86, 86, 8, 10)) {
            return 2;
        }
        return inside(x - (y - 62) / 3.0, y, 72, 62, 13, 4) ? (byte) 1 : 0;
    }

    private static double tissueAt(int x, int y, byte organ) {
        if (!inside(x, y, 64, 66, 55, 44)) {
            return -1.6;
        }
        if (!inside(x, y, 64, 66, 50, 39)) {
            return -0.6;
        }
        if (inside(x, y, 64, 92, 8, 7)) {
            return 2.2;
        }
        return switch (organ) {
            case 1 -> 0.7;
            case 2 -> 1.3;
            case 3 -> 0.95;
            case 4 -> 1.1;
            default -> 0.2 + 0.15 * Math.sin(x / 6.0) * Math.sin(y / 5.0);
        };
    }

    private static boolean inside(double x, double y, double cx, double cy, double rx, double ry) {
        return sq((x - cx) / rx) + sq((y - cy) / ry) < 1;
    }

    private static double sq(double value) {
        return value * value;
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(SIZE - 1, value));
    }
}
