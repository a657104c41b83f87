package org.duress.spec;

/**
 * The constants of Chen et al. 2019 and the choices the paper leaves open. The defaults are in
 * {@link #defaults()}; each is a key of the {@code attack} block of a spec file under its own name.
 *
 * @param learningRate of generator (section 3.3: 1e-4), above 0
 * @param criticLearningRate of the critic (section 3.3: 1e-4), above 0
 * @param decay of RMSProp's running mean of squares (section 3.3: 0.9), in [0, 1)
 * @param epsilon of RMSProp (section 3.3: 1e-10), above 0
 * @param leak slope of leaky ReLU below zero (section 3.3: 0.2), in [0, 1)
 * @param rateFactor factor on {@code learningRate} while batch statistics are trained with; it falls linearly to 1 over
 *     the last steps, so that training ends at the paper's rate (open: the schedule)
 * @param lambdaDeformation weight of the mean of squares of D over pixels and channels, in units of
 *     {@code deformationUnit} (equation 2: 0.1)
 * @param lambdaIntensity weight of the mean of squares of V over pixels, in units of {@code intensityUnit} (equation 2:
 *     0.01)
 * @param lambdaWarmUp share in [0, 1) of the steps over which both lambdas grow linearly from 0: without it the norms
 *     win before the attacker has learnt to attack (open)
 * @param criticWeight weight of the critic's loss in the generator's (equation 6: 1)
 * @param criticClip bound on the critic's weights that keeps it Lipschitz (open in the paper; WGAN: 0.01), above 0
 * @param criticSteps critic updates per generator update, 1 to 1,000 (open)
 * @param klWeight weight of the latents' divergence from N(0, 1) (open; the printed loss has none: 0)
 * @param crossEntropyMean over what equation 5 is averaged (open)
 * @param crossEntropyReference whether S_0 in equation 5 moves with D, so that merely moving an organ is no success, or
 *     stays (open)
 * @param baseChannels channels of the first layer of encoder, decoders and critic, 1 to 1,024 (open)
 * @param latentChannels channels of each latent, 1 to 1,024 (open)
 * @param latentStride pixels per latent position: a power of two up to 1,024, at least the control spacing (open)
 * @param controlSpacing pixels between the control points of the cubic B-spline that carries D and V: a power
 *     of two; what keeps the fields smooth (open)
 * @param deformationUnit pixels in which equation 2 measures D (open), above 0
 * @param intensityUnit standard deviations in which equation 2 measures V (open), above 0
 * @param deformationScale pixels of displacement that a control point of 1 means (open), above 0
 * @param intensityScale standard deviations that a control point of 1 means (open), above 0
 * @param initialScale factor on the decoders' last weights at the start, so that the fields start near zero (open)
 * @param frozenShare share in [0, 1) of the steps, at the end, that train with population batch statistics, as at
 *     attack time (open)
 * @param tolerance training has converged when the mean cross-entropy of the last steps is within this share of xi
 *     (open)
 */
public record VaeGanSettings(
        double learningRate,
        double criticLearningRate,
        double rateFactor,
        double decay,
        double epsilon,
        double leak,
        double lambdaDeformation,
        double lambdaIntensity,
        double lambdaWarmUp,
        double criticWeight,
        double criticClip,
        int criticSteps,
        double klWeight,
        CrossEntropyMean crossEntropyMean,
        Reference crossEntropyReference,
        int baseChannels,
        int latentChannels,
        int latentStride,
        int controlSpacing,
        double deformationUnit,
        double intensityUnit,
        double deformationScale,
        double intensityScale,
        double initialScale,
        double frozenShare,
        double tolerance) {

    /** A layer has twice as many on each level: more would not fit into memory. */
    private static final int MOST_CHANNELS = 1_024;

    /** The critic is trained to convergence with some dozen: more would take days. */
    private static final int MOST_CRITIC_STEPS = 1_000;

    /** Pixels: with more, no slice has two latents. */
    private static final int MOST_STRIDE = 1_024;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range; the message names the component
     */
    public VaeGanSettings {
        above("learningRate", learningRate, 0);
        above("criticLearningRate", criticLearningRate, 0);
        above("rateFactor", rateFactor, 0);
        within("decay", decay);
        above("epsilon", epsilon, 0);
        within("leak", leak);
        atLeast("lambdaDeformation", lambdaDeformation, 0);
        atLeast("lambdaIntensity", lambdaIntensity, 0);
        within("lambdaWarmUp", lambdaWarmUp);
        atLeast("criticWeight", criticWeight, 0);
        above("criticClip", criticClip, 0);
        within("criticSteps", criticSteps, MOST_CRITIC_STEPS);
        atLeast("klWeight", klWeight, 0);
        within("baseChannels", baseChannels, MOST_CHANNELS);
        within("latentChannels", latentChannels, MOST_CHANNELS);
        powerOfTwo("latentStride", latentStride, 2);
        powerOfTwo("controlSpacing", controlSpacing, 1);
        if (controlSpacing > latentStride) {
            throw new IllegalArgumentException(
                    "controlSpacing must be at most latentStride (" + latentStride + "), not " + controlSpacing);
        }
        above("deformationUnit", deformationUnit, 0);
        above("intensityUnit", intensityUnit, 0);
        above("deformationScale", deformationScale, 0);
        above("intensityScale", intensityScale, 0);
        atLeast("initialScale", initialScale, 0);
        within("frozenShare", frozenShare);
        above("tolerance", tolerance, 0);
    }

    private static void above(String name, double value, double bound) {
        if (!(value > bound) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be a number above " + bound + ", not " + value);
        }
    }

    private static void atLeast(String name, double value, double bound) {
        if (!(value >= bound) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be a number of at least " + bound + ", not " + value);
        }
    }

    private static void within(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " must be a number from 1 to " + most + ", not " + value);
        }
    }

    private static void within(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1), not " + value);
        }
    }

    private static void powerOfTwo(String name, int value, int least) {
        if (value < least || value > MOST_STRIDE || Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(
                    name + " must be a power of two from " + least + " to " + MOST_STRIDE + ", not " + value);
        }
    }

    /** The defaults; docs/attacker-study.md has the measurements behind those the paper leaves open. */
    public static VaeGanSettings defaults() {
        return new VaeGanSettings(
                1e-4,
                1e-4,
                20,
                0.9,
                1e-10,
                0.2,
                0.1,
                0.01,
                0.3,
                1,
                0.01,
                1,
                0,
                CrossEntropyMean.ORGAN,
                Reference.WARPED,
                16,
                32,
                8,
                4,
                0.5,
                0.03,
                0.5,
                0.3,
                0.01,
                0.6,
                0.1);
    }
}
