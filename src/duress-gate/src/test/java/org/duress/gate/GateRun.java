package org.duress.gate;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Organ;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.keep.Counterexamples;
import org.duress.gate.prepare.AttackSource;
import org.duress.gate.prepare.Controls;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.result.GateOutcome;
import org.duress.result.Reach;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
import org.duress.spec.Contender;
import org.duress.spec.Decision;
import org.duress.spec.Expectation;
import org.duress.spec.FieldKind;
import org.duress.spec.GateSpec;
import org.duress.spec.ImageSize;
import org.duress.spec.Modality;
import org.duress.spec.ModelSpec;
import org.duress.spec.RealismSpec;
import org.duress.spec.Reference;
import org.duress.spec.ReleaseSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.Shard;
import org.duress.spec.ShiftsSpec;
import org.duress.spec.VaeGanSettings;
import org.duress.spec.Waiver;
import org.jspecify.annotations.Nullable;

/** One gate run on small hand-made slices, everything changeable before {@link #run}. */
public final class GateRun {
    public final List<Subject> attackers = new ArrayList<>();
    public final List<Subject> gate = new ArrayList<>();
    public final List<ImageBatch> trainedOn = new ArrayList<>();
    public int closed;

    public List<String> organs = List.of("liver");
    /** Label ids of organs that overlap; empty: one for each of {@link #organs}. */
    public Map<String, List<Integer>> labels = Map.of();

    public ModelSpec modelSpec = new ModelSpec("band", Path.of("none"));
    public SegmentationModel model = new BandModel(2);
    public double xi = 2;
    public Set<FieldKind> fields = EnumSet.allOf(FieldKind.class);
    public int samples = 1;
    public int batch = 8;
    public long seed = 7;
    public double maxDiceDrop = 0.3;
    public Map<String, Double> limits = Map.of();
    public OptionalDouble worstSubject = OptionalDouble.empty();
    /** Much more than these attacks spend. */
    public BudgetSpec budget = new BudgetSpec(100, 100, 1, 1, 1);

    public RealismSpec realism = new RealismSpec(-1, OptionalDouble.empty(), OptionalDouble.empty());
    public ReleaseSpec release = ReleaseSpec.defaults();
    public List<Waiver> waivers = List.of();
    public Optional<ShiftsSpec> shifts = Optional.empty();
    public Optional<Modality> modality = Optional.empty();
    public Decision decision = Decision.POINT;
    public Set<Contender> contenders = EnumSet.of(Contender.QUERY);
    public Reference reference = Reference.WARPED;
    public Attack attack = intensity(0);
    public Optional<Attack> second = Optional.empty();
    /** One sample a slice of the attacker. */
    public Optional<Attack> look = Optional.empty();

    public Optional<SegmentationModel> substitute = Optional.empty();
    public Controls controls = Controls.NONE;
    /** Fingerprint of what the attacks were trained to be. */
    public String trained = "";

    public GateListener listener = GateListener.SILENT;
    public List<String> warnings = List.of();

    @Nullable
    public Path counterexamples;

    public Search search = Search.FULL;

    /** The day of the run, at noon. */
    public LocalDate today = LocalDate.of(2026, 6, 1);

    public boolean ci;

    @Nullable
    public Path reports;

    public GateRun attacker(String id, Slice... slices) {
        attackers.add(new Subject(id, List.of(slices)));
        return this;
    }

    public GateRun gate(String id, Slice... slices) {
        gate.add(new Subject(id, List.of(slices)));
        return this;
    }

    public GateOutcome run() {
        return run(source());
    }

    /** The same with other attacks. */
    public GateOutcome run(AttackSource source) {
        return robustnessGate(source).run(spec(), model, cohort(), listener);
    }

    /** A share of it, as in {@code 2/8}. */
    public WrittenShard shard(String shard, Path folder) {
        return robustnessGate(source()).shard(Shard.parse(shard), folder, spec(), model, cohort(), listener);
    }

    /** The same from its shards. */
    public GateOutcome merge(Path... folders) {
        return robustnessGate(source()).merge(List.of(folders), spec(), model, cohort(), listener);
    }

    /** The same where other machines do what they can. */
    GateOutcome run(WorkElsewhere elsewhere) {
        return robustnessGate(source()).run(spec(), model, cohort(), elsewhere, listener);
    }

    /** One of these machines. */
    BatchWork worker() {
        return BatchWork.of(
                Opened.of(spec(), model, cohort(), "", listener),
                source(),
                new Counterexamples(Optional.ofNullable(counterexamples), search),
                listener);
    }

    public AttackSource source() {
        return (task, counted, hears) -> {
            trainedOn.add(task.training().some(0, task.training().count()));
            return new PreparedAttack(
                    attacks(),
                    look.map(sample -> new NamedAttack(Contender.VAEGAN, sample, 1)),
                    Reach.WHOLE,
                    controls,
                    Optional.empty(),
                    600,
                    trained,
                    false,
                    substitute,
                    "trained",
                    () -> closed++);
        };
    }

    private RobustnessGate robustnessGate(AttackSource source) {
        return new RobustnessGate(
                () -> "cpu (test)",
                source,
                new Surroundings(
                        Optional.ofNullable(counterexamples),
                        search,
                        ci,
                        reports == null ? Path.of("reports") : reports,
                        InstantSource.fixed(today.atTime(12, 0).toInstant(ZoneOffset.UTC))));
    }

    private Map<String, List<Integer>> labels() {
        Map<String, List<Integer>> all = new LinkedHashMap<>(labels);
        for (int i = 0; i < organs.size() && labels.isEmpty(); i++) {
            all.put(organs.get(i), List.of(i + 1));
        }
        return all;
    }

    private List<NamedAttack> attacks() {
        List<NamedAttack> attacks = new ArrayList<>(List.of(new NamedAttack(Contender.VAEGAN, attack, samples)));
        second.ifPresent(other -> attacks.add(new NamedAttack(Contender.QUERY, other, samples)));
        return attacks;
    }

    public Cohort cohort() {
        List<Subject> all = new ArrayList<>(attackers);
        all.addAll(gate);
        List<Organ> named = new ArrayList<>();
        labels().forEach((organ, ids) -> named.add(new Organ(organ, Set.copyOf(ids))));
        Slice first = all.get(0).slices().get(0);
        return new Cohort(named, all, first.grid()).withWarnings(warnings);
    }

    public RobustnessSpec spec() {
        CohortSpec cohort = CohortSpec.of(CohortFormat.PHANTOM, named(attackers))
                .with(CohortSpec.ORGANS, labels())
                .with(CohortSpec.SIZE, Optional.of(new ImageSize(4, 4)))
                .with(CohortSpec.MIN_ORGAN_PIXELS, 0)
                .with(CohortSpec.GATE_SUBJECTS, named(gate))
                .with(CohortSpec.SEED, 1L)
                .with(CohortSpec.MODALITY, modality);
        return new RobustnessSpec(
                "test",
                modelSpec,
                cohort,
                new AttackSpec(xi, fields, 600, batch, samples, seed, VaeGanSettings.defaults()).with(contenders),
                budget,
                realism,
                new GateSpec(maxDiceDrop, limits, worstSubject, decision, reference, shifts, release),
                Expectation.PASS,
                waivers);
    }

    private static Named named(List<Subject> subjects) {
        return new Named(subjects.stream().map(Subject::id).toList());
    }

    /** A slice whose image is its own label map, so that the band model is right everywhere. */
    public static Slice perfect(String name, int height, int width, int... classes) {
        return slice(name, height, width, floats(classes), classes);
    }

    public static Slice slice(String name, int height, int width, float[] image, int... classes) {
        byte[] labels = new byte[classes.length];
        for (int i = 0; i < classes.length; i++) {
            labels[i] = (byte) classes[i];
        }
        return new Slice(name, Grid.of(height, width), image, labels);
    }

    public static float[] floats(int... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }

    /** Adds a constant to every pixel; sample s adds {@code offsets[s]}. */
    public static Attack intensity(double... offsets) {
        return (images, samples, seed) -> {
            List<Perturbation> all = new ArrayList<>();
            for (int s = 0; s < samples; s++) {
                Perturbation fields = Perturbation.none(images);
                Arrays.fill(fields.intensity(), (float) offsets[s]);
                all.add(fields);
            }
            return all;
        };
    }

    /** Moves every image by whole pixels: pixel (y, x) shows what was at (y + dy, x + dx). */
    public static Attack shift(float dx, float dy) {
        return (images, samples, seed) -> {
            Perturbation fields = Perturbation.none(images);
            for (int i = 0; i < fields.deformation().length; i += 2) {
                fields.deformation()[i] = dx;
                fields.deformation()[i + 1] = dy;
            }
            return Collections.nCopies(samples, fields);
        };
    }
}
