package org.duress.attack.vaegan;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.duress.attack.Attack;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.model.ClassMaps;
import org.duress.model.ImageBatch;
import org.duress.model.NetworkModel;
import org.duress.model.UNet;
import org.duress.net.Network;
import org.duress.net.Statistics;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.VaeGanSettings;
import org.duress.studies.Noise;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One attacker step (generator and critic update), and attack and judgement, on noise: 8 slices against the U-Net of
 * base 16, or 2 volumes against that of base 8.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(1)
@NullUnmarked // JMH fills the fields
public class AttackBenchmark {
    /** Rows and columns, or planes, rows and columns. */
    @Param({"64x64", "128x128", "32x64x64"})
    public String size;

    private Grid grid;
    private int images;
    private NetworkModel model;
    private AttackStep step;
    private Attack attacker;
    private ImageBatch batch;
    private Random random;

    @Setup(Level.Trial)
    public void setUp() {
        random = new Random(1);
        grid = Grid.of(
                Arrays.stream(size.split("x", -1)).mapToInt(Integer::parseInt).toArray());
        images = grid.rank() == 2 ? 8 : 2;
        int base = grid.rank() == 2 ? 16 : 8;
        List<String> organs = grid.rank() == 2 ? List.of("a", "b", "c", "d") : List.of("a", "b");
        model = new NetworkModel(
                Network.initialised(UNet.graph(grid.rank(), 1, base, 4, organs.size() + 1), 5), organs, "benchmark");
        AttackSpec spec = new AttackSpec(2, EnumSet.allOf(FieldKind.class), 1, images, 1, 7, VaeGanSettings.defaults());
        ImageBatch training = noise(2 * images);
        batch = noise(images);
        TrainingState state = TrainingState.start(spec, Lattice.of(spec, grid), 1, model.classes());
        BudgetSpec budget = BudgetSpec.defaults();
        Objective objective = Objective.of(spec.vaeGan().training(), spec, budget, model.sets());
        step = new AttackStep(spec, objective, model, state, TrainingImages.of(training, model, objective));
        attacker = new VaeGanAttacker(state.generator(), state.critic(), model.classes(), 1)
                .against(model, spec.with(AttackSpec.REFINE, 0), budget, OrganLimits.ALIKE);
    }

    private ImageBatch noise(int count) {
        return new ImageBatch(Noise.of(count * grid.voxels(), random), count, grid);
    }

    /** A training step. */
    @Benchmark
    public Object attackerStep() {
        return step.run(random, Statistics.BATCH);
    }

    /** One sample for each image: fields, perturbed image, segmentation, class map. */
    @Benchmark
    public Object attackAndJudge() {
        Perturbation perturbation = attacker.perturb(batch, 1, 7).get(0);
        return ClassMaps.argMax(model.probabilities(Warp.perturb(batch, perturbation)), model.classes());
    }
}
