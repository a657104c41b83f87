package org.duress.testkit.planted.panel;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.BudgetSpec;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
import org.duress.spec.GradientSettings;
import org.duress.spec.RobustnessSpec;
import org.duress.testkit.planted.PlantedSpec;
import org.duress.testkit.planted.Smoothing;
import org.duress.testkit.planted.TextureCohort;
import org.duress.testkit.planted.flaw.Flaw;
import org.duress.testkit.planted.flaw.FlawedModel;
import org.duress.testkit.planted.flaw.Weighted;

/**
 * A {@link Scene} with one seed's subjects: what flaws are planted in. It makes fields that spend the budget, triggers
 * that read what such fields do, and the specimens.
 */
public final class Ground {
    /**
     * Largest relative fall of an organ's Dice that the panel's specs allow. A sound model stays clear of it, and an
     * organ that four subjects of five lose whole is surely past it: two of them at least are in 97.5 % of the
     * resamples.
     */
    public static final double MAX_DICE_DROP = 0.35;

    static final int SIDE = TextureCohort.SIDE;
    static final int PIXELS = SIDE * SIDE;
    static final Grid GRID = Grid.of(SIDE, SIDE);
    private static final int ATTACKERS = 2;

    private final Scene scene;
    private final long seed;
    private final Cohort cohort;
    private final List<Subject> gate;
    private final List<Slice> slices;
    private final ImageBatch images;
    private final BudgetSpec limits;

    private Ground(Scene scene, long seed, Cohort cohort, BudgetSpec limits) {
        this.scene = scene;
        this.seed = seed;
        this.cohort = cohort;
        this.limits = limits;
        gate = cohort.subjects().subList(ATTACKERS, cohort.subjects().size());
        slices = gate.stream().flatMap(subject -> subject.slices().stream()).toList();
        images = ImageBatch.of(slices);
    }

    /** A scene with the subjects of one seed. */
    public static Ground of(Scene scene, long seed) {
        return new Ground(scene, seed, scene.cohort(seed), scene.budget());
    }

    /** All subjects, those of the attacker first. */
    public Cohort cohort() {
        return cohort;
    }

    /** The subjects that models are judged on. */
    public List<Subject> gate() {
        return gate;
    }

    /** Their slices, subject after subject. */
    public ImageBatch images() {
        return images;
    }

    /** What a perturbation may spend. */
    public Budget budget() {
        return new Budget(limits);
    }

    /** Random numbers of this seed, of a use of its own. */
    Random random(int use) {
        return new Random(seed * 1_000_003 + use);
    }

    /** Classes of all organs. */
    Set<Integer> organs() {
        return IntStream.rangeClosed(1, cohort.organs().size()).boxed().collect(Collectors.toSet());
    }

    /** All gate slices, by their place in {@link #images}. */
    Set<Integer> everywhere() {
        return IntStream.range(0, slices.size()).boxed().collect(Collectors.toSet());
    }

    /** 1 where a slice shows an organ, 0 elsewhere. */
    float[] mask(int slice, int organ) {
        float[] mask = new float[PIXELS];
        byte[] classes = slices.get(slice).classes();
        for (int p = 0; p < PIXELS; p++) {
            mask[p] = classes[p] == organ ? 1 : 0;
        }
        return mask;
    }

    /** Whether a slice shows an organ. */
    boolean shows(int slice, int organ) {
        for (byte c : slices.get(slice).classes()) {
            if (c == organ) {
                return true;
            }
        }
        return false;
    }

    /** What V must be for more contrast: each slice, smoothed, about its mean. */
    Fields.Shape contrast() {
        float[][] smooth = new float[slices.size()][];
        for (int k = 0; k < smooth.length; k++) {
            float[] image = slices.get(k).image();
            smooth[k] = Smoothing.of(image, GRID);
            double mean = 0;
            for (float value : smooth[k]) {
                mean += value / PIXELS;
            }
            for (int p = 0; p < PIXELS; p++) {
                smooth[k][p] -= (float) mean;
            }
        }
        return (slice, y, x) -> smooth[slice][y * SIDE + x];
    }

    /** 1 within so many pixels of the middle of an organ, 0 elsewhere. */
    float[] core(int slice, int organ, double radius) {
        Fields.Shape near = Fields.over(this, organ, radius);
        float[] core = new float[PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            core[p] = near.at(slice, p / SIDE, p % SIDE) >= Math.exp(-0.5) ? 1 : 0;
        }
        return core;
    }

    /** An empty perturbation to be drawn in. */
    Fields fields() {
        return new Fields(this);
    }

    /** The gate images under fields. */
    ImageBatch under(Perturbation fields) {
        return Warp.perturb(images, fields);
    }

    /**
     * Reads how far an image has gone the way that fields go: the sum of (smoothed) changes, weighted by those that
     * the fields make, 1 for the fields themselves. Blind to what is fine, so to textures and most of what moves them.
     */
    Weighted slow(Perturbation fields) {
        return reading(fields, true);
    }

    /** The same of what smoothing takes away: blind to smooth intensities, so that it reads movements. */
    Weighted fine(Perturbation fields) {
        return reading(fields, false);
    }

    private Weighted reading(Perturbation fields, boolean slow) {
        ImageBatch under = under(fields);
        float[][] weights = new float[slices.size()][];
        for (int k = 0; k < weights.length; k++) {
            float[] change = new float[PIXELS];
            for (int p = 0; p < PIXELS; p++) {
                change[p] = under.pixels()[k * PIXELS + p] - images.pixels()[k * PIXELS + p];
            }
            float[] smooth = Smoothing.of(change, GRID);
            float[] seen = slow ? Smoothing.of(smooth, GRID) : rest(change, smooth);
            double along = 0;
            for (int p = 0; p < PIXELS; p++) {
                along += (double) seen[p] * change[p];
            }
            for (int p = 0; p < PIXELS; p++) {
                seen[p] /= (float) Math.max(1e-12, along);
            }
            weights[k] = seen;
        }
        return new Weighted(images, weights);
    }

    /** A reading scaled so that fields have 1 on each slice. */
    Weighted unit(Weighted reading, Perturbation fields) {
        ImageBatch under = under(fields);
        double[] factors = new double[slices.size()];
        for (int k = 0; k < factors.length; k++) {
            factors[k] = 1 / reading.reading(under.one(k).pixels(), k);
        }
        return reading.times(factors);
    }

    /** (1 - smoothing)^2 of a change, of which the smoothed one is given: its own adjoint twice. */
    private static float[] rest(float[] change, float[] smooth) {
        float[] once = change.clone();
        for (int p = 0; p < once.length; p++) {
            once[p] -= smooth[p];
        }
        float[] again = Smoothing.of(once, GRID);
        for (int p = 0; p < once.length; p++) {
            once[p] -= again[p];
        }
        return once;
    }

    /** A sound model, to be closed. */
    SegmentationModel sound() {
        return scene.model();
    }

    /** The sound model with flaws, and what breaks it. */
    Specimen fragile(String name, Perturbation witness, Flaw... flaws) {
        return new Specimen(flawed(name, flaws), spec(name), Optional.of(witness)).allowing(MAX_DICE_DROP);
    }

    /** The sound model with flaws that nothing reaches. */
    Specimen robust(String name, Flaw... flaws) {
        return new Specimen(flawed(name, flaws), spec(name), Optional.empty()).allowing(MAX_DICE_DROP);
    }

    private FlawedModel flawed(String name, Flaw... flaws) {
        return new FlawedModel(sound(), name + ", seed " + seed, images, Arrays.asList(flaws));
    }

    /** What the kinds of this ground are judged by. */
    RobustnessSpec spec(String name) {
        return PlantedSpec.of(
                        name.replaceAll("[^a-zA-Z0-9 ]", ""),
                        seed,
                        GradientSettings.defaults(),
                        cohort.organNames(),
                        new Named(ids(0, ATTACKERS)),
                        new Named(ids(ATTACKERS, cohort.subjects().size())))
                .with(limits);
    }

    private List<String> ids(int from, int to) {
        return cohort.subjects().subList(from, to).stream().map(Subject::id).toList();
    }

    /** The slices of the first so many gate subjects. */
    Set<Integer> slicesOf(int subjects) {
        Set<String> names = gate.subList(0, subjects).stream()
                .flatMap(subject -> subject.slices().stream())
                .map(Slice::name)
                .collect(Collectors.toSet());
        Set<Integer> of = new HashSet<>();
        for (int k = 0; k < slices.size(); k++) {
            if (names.contains(slices.get(k).name())) {
                of.add(k);
            }
        }
        return of;
    }
}
