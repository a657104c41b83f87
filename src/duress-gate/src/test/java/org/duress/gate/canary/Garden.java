package org.duress.gate.canary;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.duress.attack.Attack;
import org.duress.attack.Budget;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.data.Cohort;
import org.duress.data.Subject;
import org.duress.gate.GateListener;
import org.duress.gate.GateRun;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.CleanAnswer;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.baseline.Segmenter;
import org.duress.gate.judge.RealismJudge;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.result.CanaryEvidence;
import org.duress.result.PlantEvidence;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.RealismSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.testkit.planted.TextureCohort;
import org.duress.testkit.planted.TextureModel;

/** Plants in a model that has no weakness of its own, on subjects of one slice. */
final class Garden {
    private static final OrganLimits LIMITS = new OrganLimits(List.of(0.1, 0.2, 0.3), 0);

    final DifferentiableModel model = TextureModel.robust();
    final GateRun run = new GateRun();
    int subjects = 5;

    Garden() {
        run.budget = budget();
        run.realism = new RealismSpec(0.5, OptionalDouble.empty(), OptionalDouble.empty());
        run.samples = 8;
    }

    static BudgetSpec budget() {
        return new BudgetSpec(0.1, 5, 0, 0.25, 0.25, 0.5);
    }

    private Plots plots() {
        RobustnessSpec spec = run.spec();
        return Plots.of(spec.attack(), new Budget(spec.budget()), baseline());
    }

    private Planting planting() {
        Baseline baseline = baseline();
        RobustnessSpec spec = run.spec();
        return new Planting(
                spec.attack(),
                new Budget(spec.budget()),
                model,
                new Ground(
                        baseline.organs(),
                        b -> baseline.batches().get(b).clean(baseline.answers().get(b)::classMap, baseline.sets()),
                        realism()));
    }

    /** Plants of each kind that are wanted. */
    int wanted() {
        return plots().perKind()
                .getOrDefault(CanaryEvidence.Kind.STEP, List.of())
                .size();
    }

    /** Those of one kind whose witness breaks them; {@link #wanted} at most. */
    List<Plant> plants(CanaryEvidence.Kind kind) {
        Planting planting = planting();
        return plots().perKind().getOrDefault(kind, List.of()).stream()
                .flatMap(plot -> planting.plant(plot, 0).stream())
                .toList();
    }

    /** All of them attacked, in their order, as far as that can decide anything. */
    List<CanaryEvidence> canaries(Function<Plant, Optional<PlantEvidence>> attacked) {
        Planting planting = planting();
        return plots().canaries(plots -> number -> planting.grown(plots.get(number), attacked));
    }

    /** What the attacks on the model were prepared for. */
    AttackTask task() {
        return new AttackTask(
                run.spec().attack(), run.budget, ImageBatch.of(run.gate.get(0).slices()), 3, 5, LIMITS);
    }

    RealismJudge realism() {
        return RealismJudge.of(run.realism);
    }

    private Baseline baseline() {
        run.gate.clear();
        run.gate.addAll(gate(TextureCohort.of(1)));
        Segmenter segmenter = new Segmenter(new CountingModel(model));
        List<Batch> batches = Batch.of(run.gate, 8);
        return Baseline.measure(
                b -> CleanAnswer.of(segmenter, batches.get(b)),
                batches,
                TextureCohort.ORGANS,
                segmenter.sets(),
                GateListener.SILENT);
    }

    /** As many subjects as are wanted, the same ones again where there are not as many. */
    private List<Subject> gate(Cohort cohort) {
        List<Subject> all = cohort.subjects().stream()
                .filter(subject -> TextureCohort.GATE.contains(subject.id()))
                .toList();
        return IntStream.range(0, subjects)
                .mapToObj(k -> new Subject("g" + k, all.get(k % all.size()).slices()))
                .toList();
    }

    static PlantEvidence untouched(Plant plant) {
        return plant.attacked(List.of()).orElseThrow();
    }

    static PlantEvidence attacked(Plant plant, Attack attack) {
        return plant.attacked(List.of(new NamedAttack(Contender.GRADIENT, attack, 4)))
                .orElseThrow();
    }

    static Attack giving(Perturbation fields) {
        return (images, samples, seed) -> List.of(fields);
    }
}
