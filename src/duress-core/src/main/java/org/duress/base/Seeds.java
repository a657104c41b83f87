package org.duress.base;

import java.util.SplittableRandom;

/**
 * What is drawn from a user's one seed: a seed for each use. Same arguments, same seed, on every machine; a formula
 * that is changed here changes the numbers of every run, and makes stored attackers others than those that would be
 * trained.
 */
public final class Seeds {
    /** So far apart lie the seeds of two images, samples or batches of questions. */
    private static final int NEAR = 31;
    /** A prime beyond the steps, restarts and slices there are. */
    private static final int FAR = 1_000_003;

    private Seeds() {}

    /** Of one sample of an attack that draws several for the same images. */
    public static long sample(long seed, int sample) {
        return seed * NEAR + sample;
    }

    /** Of one image of a batch, so that no image's outcome depends on the others. */
    public static long image(long seed, int image) {
        return seed * NEAR + image;
    }

    /** Of one restart of the gradient attack on one image of a batch. */
    public static long restart(long seed, int image, int restart) {
        return image(seed, image) * FAR + restart;
    }

    /** Of the attacks that propose to the query attack, which itself draws by {@link #image}. */
    public static long proposers(long seed) {
        return seed + 1;
    }

    /** Whether two seeds are of one batch: the same, or that of the attacks which propose there. */
    public static boolean ofOneBatch(long seed, long other) {
        return seed == other || proposers(seed) == other || proposers(other) == seed;
    }

    /** Of one run of the query attack's optimiser on one image. */
    public static long optimiser(long imageSeed, int run) {
        return imageSeed + run;
    }

    /**
     * Of one batch of the gate, whatever other subjects there are.
     *
     * @param first index of the batch's first slice within the subject
     */
    public static long batch(long seed, String subject, int first) {
        return new SplittableRandom((seed * NEAR + subject.hashCode()) * FAR + first).nextLong();
    }

    /** Of one step of a training. */
    public static long trainingStep(long seed, int step) {
        return seed * FAR + step;
    }

    /** Of one of the batches by which the attacker's statistics are measured. */
    public static long statisticsBatch(long seed, int batch) {
        return seed * 7_919 + batch;
    }

    /** Of the places of the patches that one volume of the attacker's is cut into. */
    public static long patches(long seed, int volume) {
        return mixed(seed * NEAR + volume);
    }

    /** Of the weights of the attacker's encoder. */
    public static long encoder(long seed) {
        return seed;
    }

    /** Of the weights of the decoder of D. */
    public static long deformationDecoder(long seed) {
        return seed + 1;
    }

    /** Of the weights of the decoder of V. */
    public static long intensityDecoder(long seed) {
        return seed + 2;
    }

    /** Of the weights of the critic. */
    public static long critic(long seed) {
        return seed + 3;
    }

    /**
     * Of one perturbed copy of images that the model is asked about for a substitute.
     *
     * @param first index of the first of the images that are asked about together
     */
    public static long askedCopy(long seed, int first, int copy) {
        return (seed * NEAR + first) * 1_009 + copy;
    }

    /**
     * Of one weakness that is planted in a copy of the model.
     *
     * @param kind of canary
     * @param plant its number among those of the kind
     * @param place how many places were tried for it before
     */
    public static long plant(long seed, int kind, int plant, int place) {
        return mixed(((seed * NEAR + kind) * NEAR + plant) * NEAR + place);
    }

    /** Of one of the detectors of attacked images, and of what it learns from. */
    public static long detector(long seed, int detector) {
        return mixed(mixed(seed) + detector);
    }

    /** Of the parts of a pixel by which the clean images are shifted that detectors see. */
    public static long shifts(long seed) {
        return mixed(mixed(seed) - 1);
    }

    /** Of one phantom; near seeds give unrelated bodies. */
    public static long phantom(long seed, int subject) {
        return mixed(seed + mixed(subject));
    }

    /** Of a natural shift of one subject's images, whatever other subjects there are. */
    public static long shift(long seed, int kind, String subject) {
        return mixed((seed * NEAR + kind) * FAR + subject.hashCode());
    }

    /**
     * Of one image under such a shift.
     *
     * @param shift as of {@link #shift}
     * @param place of the image within its subject
     */
    public static long shiftedImage(long shift, int place) {
        return mixed(shift + place + 1);
    }

    /** The finaliser of SplitMix64. */
    private static long mixed(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
