package org.duress.spec;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.duress.spec.key.Block;
import org.duress.spec.key.Bounds;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Trained;
import org.duress.spec.key.Values;

/**
 * The constants of Chen et al. 2019 and the choices the paper leaves open. Each component of a part is the value of the
 * key of its name in the block {@code attack}, which has its range and meaning (docs/spec-reference.md shows all);
 * docs/attacker-study.md has the measurements behind the defaults that the paper leaves open.
 */
public record VaeGanSettings(
        AttackerTraining training,
        Optimisation optimisation,
        Norms norms,
        Critic critic,
        Losses losses,
        Networks networks,
        Scales scales,
        Convergence convergence) {
    private static final Block<VaeGanSettings> BLOCK = new Block<>("attack", VaeGanSettings.class);

    private static final Kind<Double> POSITIVE = Kind.finite("a number", Bounds.above(0));

    private static final Kind<Double> NOT_NEGATIVE = Kind.finite("a number", Bounds.from(0));

    private static final Kind<Double> BELOW_ONE =
            Kind.finite("a number", Bounds.from(0).below(1));

    /** A layer has twice as many on each level: more would not fit into memory. */
    private static final Kind<Integer> CHANNELS = upTo(1_024);

    /** Pixels: with more, no slice has two latents. */
    private static final int MOST_STRIDE = 1_024;

    public static final Key<VaeGanSettings, AttackerTraining> TRAINING = key(
            "training",
            VaeGanSettings::training,
            Kind.choice(AttackerTraining.class),
            AttackerTraining.BUDGET,
            "budget: fields fill the budget in each training step, and the encoder sees where the model is soft; paper:"
                    + " equations 2 to 6");

    public static final Key<VaeGanSettings, Double> LEARNING_RATE = key(
            "learningRate",
            own -> own.optimisation().learningRate(),
            POSITIVE,
            1e-4,
            "of generator (section 3.3: 1e-4)");

    public static final Key<VaeGanSettings, Double> CRITIC_LEARNING_RATE = key(
            "criticLearningRate",
            own -> own.optimisation().criticLearningRate(),
            POSITIVE,
            1e-4,
            "of the critic (section 3.3: 1e-4)");

    public static final Key<VaeGanSettings, Double> RATE_FACTOR = key(
            "rateFactor",
            own -> own.optimisation().rateFactor(),
            POSITIVE,
            20.0,
            "factor on learningRate. With training: budget the rate is one cycle of half cosines up to this and down to"
                    + " next to nothing; with paper it is constant while batch statistics are trained with, and falls"
                    + " linearly to 1 over the last steps (open: the schedule)");

    public static final Key<VaeGanSettings, Double> DECAY = key(
            "decay",
            own -> own.optimisation().decay(),
            BELOW_ONE,
            0.9,
            "of RMSProp's running mean of squares (section 3.3: 0.9)");

    public static final Key<VaeGanSettings, Double> EPSILON =
            key("epsilon", own -> own.optimisation().epsilon(), POSITIVE, 1e-10, "of RMSProp (section 3.3: 1e-10)");

    public static final Key<VaeGanSettings, Double> LEAK = key(
            "leak", own -> own.networks().leak(), BELOW_ONE, 0.2, "slope of leaky ReLU below zero (section 3.3: 0.2)");

    public static final Key<VaeGanSettings, Double> LAMBDA_DEFORMATION = key(
            "lambdaDeformation",
            own -> own.norms().lambdaDeformation(),
            NOT_NEGATIVE,
            0.1,
            "with training: paper, weight of the mean of squares of D over pixels and channels, in units of "
                    + "deformationUnit (equation 2: 0.1)");

    public static final Key<VaeGanSettings, Double> LAMBDA_INTENSITY = key(
            "lambdaIntensity",
            own -> own.norms().lambdaIntensity(),
            NOT_NEGATIVE,
            0.01,
            "with training: paper, weight of the mean of squares of V over pixels, in units of intensityUnit "
                    + "(equation 2: 0.01)");

    public static final Key<VaeGanSettings, Double> LAMBDA_WARM_UP = key(
            "lambdaWarmUp",
            own -> own.norms().lambdaWarmUp(),
            BELOW_ONE,
            0.3,
            "with training: paper, share of the steps over which both lambdas grow linearly from 0: without it the "
                    + "norms win before the attacker has learnt to attack (open)");

    public static final Key<VaeGanSettings, Double> CRITIC_WEIGHT = key(
            "criticWeight",
            own -> own.critic().criticWeight(),
            NOT_NEGATIVE,
            1.0,
            "weight of the critic's loss in the generator's (equation 6: 1)");

    public static final Key<VaeGanSettings, Double> CRITIC_CLIP = key(
            "criticClip",
            own -> own.critic().criticClip(),
            POSITIVE,
            0.01,
            "with training: paper, bound on the critic's weights (open in the paper; WGAN: 0.01)");

    /** The critic is trained to convergence with some dozen: more would take days. */
    public static final Key<VaeGanSettings, Integer> CRITIC_STEPS = key(
            "criticSteps",
            own -> own.critic().criticSteps(),
            upTo(1_000),
            1,
            "critic updates per generator update (open)");

    public static final Key<VaeGanSettings, Double> KL_WEIGHT = key(
            "klWeight",
            own -> own.losses().klWeight(),
            NOT_NEGATIVE,
            0.0,
            "weight of the latents' divergence from N(0, 1) (open; the printed loss has none: " + "0)");

    public static final Key<VaeGanSettings, CrossEntropyMean> CROSS_ENTROPY_MEAN = key(
            "crossEntropyMean",
            own -> own.losses().crossEntropyMean(),
            Kind.choice(CrossEntropyMean.class),
            CrossEntropyMean.ORGAN,
            "over what equation 5 is averaged (open)");

    public static final Key<VaeGanSettings, Reference> CROSS_ENTROPY_REFERENCE = key(
            "crossEntropyReference",
            own -> own.losses().crossEntropyReference(),
            Kind.choice(Reference.class),
            Reference.WARPED,
            "whether S_0 in equation 5 moves with D, so that merely moving an organ is no "
                    + "success, or stays (open)");

    public static final Key<VaeGanSettings, Integer> BASE_CHANNELS = key(
            "baseChannels",
            own -> own.networks().baseChannels(),
            CHANNELS,
            24,
            "channels of the first layer of encoder, decoders and critic (open)");

    public static final Key<VaeGanSettings, Integer> LATENT_CHANNELS = key(
            "latentChannels", own -> own.networks().latentChannels(), CHANNELS, 8, "channels of each latent (open)");

    public static final Key<VaeGanSettings, Integer> LATENT_STRIDE = key(
            "latentStride",
            own -> own.networks().latentStride(),
            powerOfTwo(2),
            4,
            "pixels per latent position, at least the control spacing (open)");

    public static final Key<VaeGanSettings, Integer> CONTROL_SPACING = key(
            "controlSpacing",
            own -> own.networks().controlSpacing(),
            powerOfTwo(1),
            4,
            "pixels between the control points of the cubic B-spline that carries D and V; "
                    + "what keeps the fields smooth (open)");

    public static final Key<VaeGanSettings, Double> DEFORMATION_UNIT = key(
            "deformationUnit",
            own -> own.scales().deformationUnit(),
            POSITIVE,
            0.5,
            "pixels in which equation 2 measures D (open)");

    public static final Key<VaeGanSettings, Double> INTENSITY_UNIT = key(
            "intensityUnit",
            own -> own.scales().intensityUnit(),
            POSITIVE,
            0.03,
            "standard deviations in which equation 2 measures V (open)");

    public static final Key<VaeGanSettings, Double> DEFORMATION_SCALE = key(
            "deformationScale",
            own -> own.scales().deformationScale(),
            POSITIVE,
            0.5,
            "pixels of displacement that a control point of 1 means (open)");

    public static final Key<VaeGanSettings, Double> INTENSITY_SCALE = key(
            "intensityScale",
            own -> own.scales().intensityScale(),
            POSITIVE,
            0.1,
            "standard deviations that a control point of 1 means (open)");

    public static final Key<VaeGanSettings, Double> INITIAL_SCALE = key(
            "initialScale",
            own -> own.scales().initialScale(),
            NOT_NEGATIVE,
            0.01,
            "with training: paper, factor on the decoders' last weights at the start, so that the fields start near "
                    + "zero (open)");

    public static final Key<VaeGanSettings, Double> FROZEN_SHARE = key(
            "frozenShare",
            own -> own.convergence().frozenShare(),
            BELOW_ONE,
            0.6,
            "with training: paper, share of the steps, at the end, that train with population batch statistics, as at"
                    + " attack time (open)");

    public static final Key<VaeGanSettings, Double> TOLERANCE = key(
            "tolerance",
            own -> own.convergence().tolerance(),
            POSITIVE,
            0.1,
            "with training: paper, training has converged when the mean cross-entropy of the last steps is within "
                    + "this share of xi (open)");

    public static final List<Key<VaeGanSettings, ?>> KEYS = BLOCK.keys(VaeGanSettings::of);

    /** How fast the weights change. */
    public record Optimisation(
            double learningRate, double criticLearningRate, double rateFactor, double decay, double epsilon) {}

    /** What the size of the fields costs (equation 2). */
    public record Norms(double lambdaDeformation, double lambdaIntensity, double lambdaWarmUp) {}

    /** What the critic counts for, and how it is trained. */
    public record Critic(double criticWeight, double criticClip, int criticSteps) {}

    /** What else the generator's loss is made of. */
    public record Losses(double klWeight, CrossEntropyMean crossEntropyMean, Reference crossEntropyReference) {}

    /** The architecture of encoder, decoders and critic. */
    public record Networks(double leak, int baseChannels, int latentChannels, int latentStride, int controlSpacing) {}

    /** In what the fields are measured, and what the decoders' numbers mean. */
    public record Scales(
            double deformationUnit,
            double intensityUnit,
            double deformationScale,
            double intensityScale,
            double initialScale) {}

    /** When training ends. */
    public record Convergence(double frozenShare, double tolerance) {}

    /**
     * Checks what the ranges of single keys do not say.
     *
     * @throws IllegalArgumentException if values do not go together; the message begins with a component of a part
     */
    public VaeGanSettings {
        if (networks.controlSpacing > networks.latentStride) {
            throw new IllegalArgumentException("controlSpacing must be at most latentStride (" + networks.latentStride
                    + "), not " + networks.controlSpacing);
        }
    }

    /**
     * Asks for every key.
     *
     * @throws IllegalArgumentException as the constructor
     */
    public static VaeGanSettings of(Values values) {
        Optimisation optimisation = new Optimisation(
                values.get(LEARNING_RATE),
                values.get(CRITIC_LEARNING_RATE),
                values.get(RATE_FACTOR),
                values.get(DECAY),
                values.get(EPSILON));
        // Here, away from its part, since the order of the keys is part of what is stored.
        double leak = values.get(LEAK);
        VaeGanSettings settings = new VaeGanSettings(
                AttackerTraining.PAPER,
                optimisation,
                new Norms(values.get(LAMBDA_DEFORMATION), values.get(LAMBDA_INTENSITY), values.get(LAMBDA_WARM_UP)),
                new Critic(values.get(CRITIC_WEIGHT), values.get(CRITIC_CLIP), values.get(CRITIC_STEPS)),
                new Losses(values.get(KL_WEIGHT), values.get(CROSS_ENTROPY_MEAN), values.get(CROSS_ENTROPY_REFERENCE)),
                new Networks(
                        leak,
                        values.get(BASE_CHANNELS),
                        values.get(LATENT_CHANNELS),
                        values.get(LATENT_STRIDE),
                        values.get(CONTROL_SPACING)),
                new Scales(
                        values.get(DEFORMATION_UNIT),
                        values.get(INTENSITY_UNIT),
                        values.get(DEFORMATION_SCALE),
                        values.get(INTENSITY_SCALE),
                        values.get(INITIAL_SCALE)),
                new Convergence(values.get(FROZEN_SHARE), values.get(TOLERANCE)));
        // Last, as a key that came later.
        return settings.trained(values.get(TRAINING));
    }

    private VaeGanSettings trained(AttackerTraining other) {
        return new VaeGanSettings(other, optimisation, norms, critic, losses, networks, scales, convergence);
    }

    public static VaeGanSettings defaults() {
        return of(Values.DEFAULTS);
    }

    /**
     * The same with another value of one key.
     *
     * @throws IllegalArgumentException if it is out of range, or does not go with the others
     */
    public <T> VaeGanSettings with(Key<VaeGanSettings, T> key, T value) {
        return of(Values.of(this).with(key, value));
    }

    /** All that the attacker is made of is trained. */
    private static <T> Key<VaeGanSettings, T> key(
            String name, Function<VaeGanSettings, T> accessor, Kind<T> kind, T byDefault, String meaning) {
        return BLOCK.key(name, accessor, kind, byDefault, meaning).training(Trained.ATTACKER);
    }

    private static Kind<Integer> upTo(int most) {
        return Kind.whole("a number", Bounds.from(1).to(most));
    }

    private static Kind<Integer> powerOfTwo(int least) {
        return Kind.oneOf(
                "a power of two from " + least + " to " + MOST_STRIDE,
                Stream.iterate(least, power -> power <= MOST_STRIDE, power -> 2 * power)
                        .toList());
    }
}
