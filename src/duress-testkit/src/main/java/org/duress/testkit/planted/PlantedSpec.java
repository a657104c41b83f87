package org.duress.testkit.planted;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.duress.base.Grid;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
import org.duress.spec.Contender;
import org.duress.spec.Expectation;
import org.duress.spec.FieldKind;
import org.duress.spec.GateSpec;
import org.duress.spec.GradientSettings;
import org.duress.spec.ImageSize;
import org.duress.spec.IntensityFields;
import org.duress.spec.ModelSpec;
import org.duress.spec.RealismSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SubstituteSettings;
import org.duress.spec.VaeGanSettings;
import org.duress.spec.key.Values;

/** The spec that planted models are judged by: the attacks that need no training, a fall of 0.5. */
public final class PlantedSpec {
    /** An attack on the smallest organ alone takes a third of it from a sound texture model. */
    public static final double MAX_DICE_DROP = 0.5;

    /**
     * What a sound texture model withstands. Waves of V as short as stripes are no flaw of what is told by its stripes,
     * and longer displacements bend them into other stripes. Any |V|: of a tenth of what V may be otherwise, texture
     * itself would be a weakness.
     */
    public static final BudgetSpec BUDGET = anyIntensity(BudgetSpec.defaults()
            .with(BudgetSpec.PERCEPTIBILITY, 0.03)
            .with(BudgetSpec.DISPLACEMENT, 3.0)
            .with(BudgetSpec.INTENSITY_ROUGHNESS, 0.05));

    /** The search has the 64 questions a slice that it has at least. */
    private static final int QUERIES = 100;

    /** Every attack that needs no training. */
    private static final Set<Contender> UNTRAINED = EnumSet.complementOf(
            EnumSet.of(Contender.RANDOM, Contender.REPLAY, Contender.VAEGAN, Contender.SUBSTITUTE));

    private PlantedSpec() {}

    private static BudgetSpec anyIntensity(BudgetSpec budget) {
        return new BudgetSpec(
                budget.perceptibility(),
                budget.displacement(),
                budget.folded(),
                budget.deformationRoughness(),
                budget.intensityRoughness());
    }

    public static RobustnessSpec of(String name, long seed, GradientSettings gradient) {
        return of(name, seed, gradient, TextureLayout.THREE_ORGANS);
    }

    /** For the three organs of the subjects of a layout, slices or volumes. */
    public static RobustnessSpec of(String name, long seed, GradientSettings gradient, TextureLayout layout) {
        return of(
                name,
                seed,
                gradient,
                TextureCohort.ORGANS,
                new Named(TextureCohort.ATTACKERS),
                new Named(TextureCohort.GATE),
                layout.grid());
    }

    /** The same for other organs and subjects of images of 64 x 64 pixels. */
    public static RobustnessSpec of(
            String name, long seed, GradientSettings gradient, List<String> organs, Named attackers, Named gate) {
        return of(name, seed, gradient, organs, attackers, gate, TextureLayout.THREE_ORGANS.grid());
    }

    private static RobustnessSpec of(
            String name,
            long seed,
            GradientSettings gradient,
            List<String> organs,
            Named attackers,
            Named gate,
            Grid grid) {
        Map<String, List<Integer>> labels = new LinkedHashMap<>();
        for (int i = 0; i < organs.size(); i++) {
            labels.put(organs.get(i), List.of(i + 1));
        }
        CohortSpec cohort = CohortSpec.of(CohortFormat.PHANTOM, attackers)
                .with(CohortSpec.ORGANS, labels)
                .with(CohortSpec.DIMENSIONS, grid.rank())
                .with(CohortSpec.SIZE, Optional.of(new ImageSize(grid.sizes())))
                .with(CohortSpec.MIN_ORGAN_PIXELS, 0)
                .with(CohortSpec.GATE_SUBJECTS, gate)
                .with(CohortSpec.SEED, 1L);
        AttackSpec attack = new AttackSpec(
                2,
                EnumSet.allOf(FieldKind.class),
                100,
                8,
                4,
                seed,
                VaeGanSettings.defaults(),
                UNTRAINED,
                Values.DEFAULTS.get(AttackSpec.BUMPS),
                QUERIES,
                0,
                Values.DEFAULTS.get(AttackSpec.LOST),
                SubstituteSettings.defaults(),
                gradient,
                IntensityFields.OWN,
                Values.DEFAULTS.get(AttackSpec.CONTROL_SPACING_MM));
        return new RobustnessSpec(
                name,
                new ModelSpec("planted", Path.of("none")),
                cohort,
                attack,
                BUDGET,
                new RealismSpec(0.5, OptionalDouble.empty(), OptionalDouble.empty()),
                GateSpec.of(Values.DEFAULTS.with(GateSpec.MAX_DICE_DROP, MAX_DICE_DROP)),
                Expectation.PASS);
    }
}
