package org.duress.testkit;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
import org.duress.result.DetectabilityEvidence;
import org.duress.result.Durations;
import org.duress.result.Evidence;
import org.duress.result.FieldEvidence;
import org.duress.result.GateOutcome;
import org.duress.result.GradientAgreement;
import org.duress.result.GradientEvidence;
import org.duress.result.HallucinationEvidence;
import org.duress.result.IntensityEvidence;
import org.duress.result.Interval;
import org.duress.result.ModelPasses;
import org.duress.result.OrganDice;
import org.duress.result.OrganEvidence;
import org.duress.result.Origin;
import org.duress.result.Passes;
import org.duress.result.PlantEvidence;
import org.duress.result.Queries;
import org.duress.result.Reach;
import org.duress.result.RealismEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftEvidence;
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

/**
 * Made-up outcomes: a drawn abdomen, smooth fields, and a segmentation that lost part of an organ; of a slice, or of a
 * volume whose planes are slices of the same abdomen.
 */
public final class Outcomes {
    /** The abdomen is drawn in a cube of so many units, whatever the grid. */
    private static final int SIZE = 128;

    /** What is drawn where no other grid is asked for. */
    private static final Grid SLICE = Grid.of(SIZE, SIZE);

    /** A volume with three distances, 100 mm high, 96 mm deep and 100 mm wide; no two axes have as many points. */
    public static final Grid VOLUME = Grid.of(20, 64, 50).spaced(5, 1.5, 2);

    private Outcomes() {}

    public static RobustnessSpec spec(String name, Expectation expect) {
        return spec(name, expect, SLICE);
    }

    /** A spec of a cohort of slices or volumes as large as a grid. */
    public static RobustnessSpec spec(String name, Expectation expect, Grid grid) {
        Map<String, List<Integer>> organs = new LinkedHashMap<>();
        organs.put("pancreas", List.of(11));
        organs.put("kidneys", List.of(2, 3));
        organs.put("liver", List.of(6));
        organs.put("spleen", List.of(1));
        CohortSpec cohort = CohortSpec.of(CohortFormat.PHANTOM, new SubjectSelection.Share(0.5))
                .with(CohortSpec.ORGANS, organs)
                .with(CohortSpec.DIMENSIONS, grid.rank())
                .with(CohortSpec.SIZE, Optional.of(new ImageSize(grid.sizes())))
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
                new BudgetSpec(0.1, 5, 0, 0.25, 0.25, 0.5),
                RealismSpec.defaults(),
                gate,
                expect);
    }

    /** Pancreas is within its limit, the liver past it; one number is not a number. */
    public static RobustnessResult result(String name, Verdict verdict, Expectation expect) {
        return result(name, verdict, expect, SLICE);
    }

    /** The same of slices or volumes as large as a grid. */
    public static RobustnessResult result(String name, Verdict verdict, Expectation expect, Grid grid) {
        List<OrganEvidence> organs = List.of(
                MeasuredOrgan.of("pancreas", 0.8, 0.5, 0.375, 0.5, 0.48, 0.5, name("p02", 3, grid)),
                new OrganEvidence(
                        "liver",
                        new OrganDice(0.95, 0.57, 0.4, 0.57, 0.55, new Interval(0.5, 0.625), new Interval(0.25, 0.75)),
                        0.3,
                        name("p03", 5, grid),
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
                new AttackerEvidence(List.of("p00", "p01"), 240, false, Reach.WHOLE),
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
                new RealismEvidence(
                        0.9375,
                        0.75,
                        4.5,
                        Double.NaN,
                        new TrialCounts(96, 5, 3),
                        new IntensityEvidence(0.5, Double.NaN, 0.125, 0.25),
                        new DetectabilityEvidence(0.625, new Interval(0.5, 0.75), 30, 16, Optional.empty())),
                ShiftEvidence.NONE);
        List<String> breaches = switch (verdict) {
            case PASS -> List.of();
            case FAIL -> List.of("liver fell from 0.950 to 0.570");
            case INCONCLUSIVE ->
                List.of(
                        "liver lies on neither side of its limit; name more gateSubjects",
                        "the canary kept 0.9 of its Dice; raise budget.perceptibility");
        };
        return new RobustnessResult(
                spec(name, expect, grid),
                evidence,
                verdict,
                breaches,
                checks(),
                List.of("label id 4 belongs to no <organ>"));
    }

    /** The same result with another strength. */
    public static RobustnessResult with(RobustnessResult result, Strength strength) {
        return with(result, result.evidence().organs(), strength);
    }

    /** The same result with other organs. */
    public static RobustnessResult with(RobustnessResult result, List<OrganEvidence> organs) {
        return with(result, organs, result.evidence().strength());
    }

    /** The same result of an attack that ended there. */
    public static RobustnessResult reaching(RobustnessResult result, Reach reach) {
        Evidence of = result.evidence();
        AttackerEvidence attacker = of.attacker();
        return with(
                result,
                new AttackerEvidence(attacker.subjects(), attacker.steps(), attacker.fromStore(), reach),
                of.organs(),
                of.strength());
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

    /** The same result with natural shifts. */
    public static RobustnessResult with(RobustnessResult result, ShiftEvidence shifts) {
        return new RobustnessResult(
                result.spec(),
                result.evidence().with(shifts),
                result.verdict(),
                result.breaches(),
                result.checks(),
                result.warnings());
    }

    private static RobustnessResult with(RobustnessResult result, List<OrganEvidence> organs, Strength strength) {
        return with(result, result.evidence().attacker(), organs, strength);
    }

    private static RobustnessResult with(
            RobustnessResult result, AttackerEvidence attacker, List<OrganEvidence> organs, Strength strength) {
        Evidence of = result.evidence();
        Evidence evidence = new Evidence(
                of.origin(),
                of.gateSubjects(),
                of.gateSlices(),
                attacker,
                of.fields(),
                of.seconds(),
                organs,
                of.subjectDice(),
                of.queries(),
                of.passes(),
                of.substitute(),
                strength,
                of.realism(),
                ShiftEvidence.NONE);
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

    /** A volume is named after its subject. */
    private static String name(String subject, int plane, Grid grid) {
        return grid.rank() == 2 ? String.format(Locale.ROOT, "%s_z%03d", subject, plane) : subject;
    }

    public static GateOutcome outcome(String name, Verdict verdict, Expectation expect) {
        return outcome(name, verdict, expect, SLICE);
    }

    /** An outcome with pictures of slices or volumes as large as a grid. */
    public static GateOutcome outcome(String name, Verdict verdict, Expectation expect, Grid grid) {
        return new GateOutcome(
                result(name, verdict, expect, grid), List.of(worstCase("pancreas", grid), worstCase("liver", grid)));
    }

    public static WorstCase worstCase(String organ) {
        return worstCase(organ, SLICE);
    }

    /** A slice or a volume as large as a grid, of which the model loses part of the liver and adds to the spleen. */
    public static WorstCase worstCase(String organ, Grid grid) {
        int planes = grid.planes();
        int rows = grid.rows();
        int columns = grid.columns();
        int rank = grid.rank();
        float[] image = new float[grid.voxels()];
        byte[] truth = new byte[grid.voxels()];
        float[] deformation = new float[rank * grid.voxels()];
        float[] intensity = new float[grid.voxels()];
        Random random = new Random(5);
        int i = 0;
        for (int plane = 0; plane < planes; plane++) {
            double z = depth(plane, planes);
            for (int row = 0; row < rows; row++) {
                double y = (double) row * SIZE / rows;
                for (int column = 0; column < columns; column++, i++) {
                    double x = (double) column * SIZE / columns;
                    truth[i] = organAt(x, y, z);
                    image[i] = (float) (tissueAt(x, y, z, truth[i]) + 0.08 * random.nextGaussian());
                    double a = Math.exp(-(sq(x - 45) + sq(y - 55) + sq(z)) / 500.0);
                    double b = Math.exp(-(sq(x - 80) + sq(y - 70) + sq(z)) / 300.0);
                    deformation[rank * i] = (float) ((2.2 * a - 1.3 * b) * columns / SIZE);
                    deformation[rank * i + 1] = (float) ((-1.2 * a + 1.6 * b) * rows / SIZE);
                    if (rank == 3) {
                        deformation[rank * i + 2] = (float) ((6 * a - 3 * b) * planes / SIZE);
                    }
                    intensity[i] = (float) (0.35 * a - 0.25 * b + 0.08 * Math.sin(x / 13.0) * Math.cos(y / 17.0));
                }
            }
        }
        byte[] segmented = new byte[grid.voxels()];
        byte[] clean = truth.clone();
        i = 0;
        for (int plane = 0; plane < planes; plane++) {
            double z = depth(plane, planes);
            for (int row = 0; row < rows; row++) {
                double y = (double) row * SIZE / rows;
                for (int column = 0; column < columns; column++, i++) {
                    double x = (double) column * SIZE / columns;
                    int fromX = clamp(Math.round(column + deformation[rank * i]), columns);
                    int fromY = clamp(Math.round(row + deformation[rank * i + 1]), rows);
                    int fromZ = rank == 2 ? 0 : clamp(Math.round(plane + deformation[rank * i + 2]), planes);
                    byte warped = truth[(fromZ * rows + fromY) * columns + fromX];
                    boolean lost = sq(x - 38) + sq(y - 56) + sq(z) < 230 && warped == 3;
                    boolean leaked = sq(x - 70) + sq(y - 60) + sq(z) < 40;
                    segmented[i] = lost ? 0 : leaked ? 4 : warped;
                    if (y >= 40 && y < 46 && x == 40) {
                        clean[i] = 0;
                    }
                }
            }
        }
        Slice slice = new Slice(name("p03", 5, grid), grid, image, truth);
        Trial trial = new Trial(
                new CleanSlice("p03", slice, clean, List.of()), new Perturbation(deformation, intensity, 1, grid));
        return new WorstCase(organ, 0.962, 0.571, new Judged(trial, segmented, List.of(), List.of()));
    }

    /** How far a plane lies above the middle of the abdomen, which is not the middle of the volume. */
    private static double depth(int plane, int planes) {
        return (plane - Math.floor(0.6 * (planes - 1))) * SIZE / planes;
    }

    private static byte organAt(double x, double y, double z) {
        if (inside(x, y, z, 40, 56, 22, 21) && !inside(x, y, z, 62, 70, 14, 16)) {
            return 3;
        }
        if (inside(x, y, z, 98, 60, 10, 14)) {
            return 4;
        }
        if (inside(x, y, z, 44, 86, 8, 10) || inside(x, y, z, 86, 86, 8, 10)) {
            return 2;
        }
        return inside(x - (y - 62) / 3.0, y, z, 72, 62, 13, 4) ? (byte) 1 : 0;
    }

    private static double tissueAt(double x, double y, double z, byte organ) {
        if (!inside(x, y, z / 2, 64, 66, 55, 44)) {
            return -1.6;
        }
        if (!inside(x, y, z / 2, 64, 66, 50, 39)) {
            return -0.6;
        }
        if (inside(x, y, 0, 64, 92, 8, 7)) {
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

    /** Of an ellipsoid whose middle lies in the plane of height 0, as high as it is wide. */
    private static boolean inside(double x, double y, double z, double cx, double cy, double rx, double ry) {
        return sq((x - cx) / rx) + sq((y - cy) / ry) + sq(z / rx) < 1;
    }

    private static double sq(double value) {
        return value * value;
    }

    private static int clamp(int value, int length) {
        return Math.max(0, Math.min(length - 1, value));
    }
}
