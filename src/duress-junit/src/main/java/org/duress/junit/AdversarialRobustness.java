package org.duress.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.Decision;
import org.duress.spec.Expectation;
import org.duress.spec.FieldKind;
import org.duress.spec.GateSpec;
import org.duress.spec.Reference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Marks a test that puts a segmentation model under duress: attacks are tried on subjects that they have never seen,
 * among them a VAE-GAN attacker trained for the model (or loaded from the store), and the test fails when any organ's
 * Dice falls further than allowed, or when the attacks were not shown to be strong enough to say that none does.
 *
 * <p>The model is judged before the body of the test runs. If the verdict is wrong, the test fails and the body does
 * not run. All organs past their limit come in one failure, worst first. The body may ask for the
 * {@link org.duress.result.RobustnessResult} as a parameter and assert more; it may also be empty.
 *
 * <pre>{@code
 * class LiverSegmentationTest {
 *
 *     @AdversarialRobustness(
 *             xi = 2.0,
 *             maxDiceDrop = 0.3,
 *             organs = @OrganLimit(organ = "pancreas", maxDiceDrop = 0.5),
 *             model = @ModelUnderTest(path = "models/unet.zip"),
 *             cohort = @CohortSource(
 *                     format = CohortFormat.PNG,
 *                     images = "ct/images",
 *                     labels = "ct/labels",
 *                     subject = "^(s\\d+)_",
 *                     organs = {"pancreas=11", "kidneys=2,3", "liver=6", "spleen=1"},
 *                     size = {128, 128},
 *                     attackerSubjects = {"s00", "s01"},
 *                     gateSubjects = {"s16", "s17"}))
 *     void withstandsSmoothPerturbations(RobustnessResult result) {
 *         assertThat(result.evidence().fields().foldedFraction()).isLessThan(0.01);
 *     }
 * }
 * }</pre>
 *
 * <p>It can be used as a meta-annotation, so that a project's settings are written once:
 *
 * <pre>{@code
 * @Target(ElementType.METHOD)
 * @Retention(RetentionPolicy.RUNTIME)
 * @AdversarialRobustness(modelFrom = "unet", cohortFrom = "ct", maxDiceDrop = 0.2)
 * @interface WithstandsDuress {}
 * }</pre>
 *
 * <p>Settings come, the weakest first, from the attributes here, from the {@link #specFile}, from JUnit configuration
 * parameters (for example in {@code junit-platform.properties}) and from system properties; see
 * {@link org.duress.spec.DuressProperties}.
 *
 * <p>A wrong setting, a missing file or a broken machine is a {@link org.duress.DuressException} (the test is broken),
 * a weak model an {@link AssertionError} (the test failed), and so is a verdict {@code INCONCLUSIVE}, with which the
 * message begins. Training ends when JUnit's {@code @Timeout} interrupts it.
 *
 * <p>Do not use it beside {@code @Test} or another kind of test. Tests with this annotation share the tensor device and
 * hold the lock {@value #DEVICE} when tests run in parallel. They carry the tag {@code adversarial-robustness}.
 *
 * @see RobustnessSpecs
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(AdversarialRobustnessExtension.class)
@Tag("adversarial-robustness")
@ResourceLock(AdversarialRobustness.DEVICE)
public @interface AdversarialRobustness {
    /** Key of the {@link ResourceLock} on the tensor device; use it on tests of your own that compute with ND4J. */
    String DEVICE = "org.duress.device";

    /** Name of the spec and of its report folder, unique in a run. Default: {@code Class.method}. */
    String name() default "";

    /** A spec file whose keys are stronger than the attributes here; what it leaves out is taken from here. */
    String specFile() default "";

    /** The model under test, as a file. Either this, {@link #modelFrom} or the {@link #specFile} names a model. */
    ModelUnderTest model() default @ModelUnderTest;

    /**
     * Name of a method without parameters or of a field of the test class that gives the model under test: a
     * {@link org.duress.model.SegmentationModel}, which the test class keeps and closes, or a {@link
     * java.nio.file.Path} to a file of the format of {@link #model}. It may be private, static, inherited, or of an
     * enclosing class.
     */
    String modelFrom() default "";

    /** The labelled subjects, as files or phantoms. Either this, {@link #cohortFrom} or the {@link #specFile}. */
    CohortSource cohort() default @CohortSource;

    /**
     * Name of a method without parameters or of a field of the test class that gives the {@link
     * org.duress.data.Cohort}. Who trains the attacker and who judges is still said by {@link #cohort}.
     */
    String cohortFrom() default "";

    /** Strength: target of the masked cross-entropy (equation 4 of Chen et al. 2019); finite, at least 0. */
    double xi() default AttackSpec.DEFAULT_XI;

    /** The fields the attacker may add; at least one. */
    FieldKind[] fields() default {FieldKind.DEFORMATION, FieldKind.INTENSITY};

    /** Most optimiser steps to train the attacker; at least 1. */
    int steps() default AttackSpec.DEFAULT_STEPS;

    /** Slices in a training step; at least 1. */
    int batch() default AttackSpec.DEFAULT_BATCH;

    /** Perturbations drawn per gate slice; at least 1. */
    int samples() default AttackSpec.DEFAULT_SAMPLES;

    /** Seed of everything random in training and sampling. */
    long seed() default AttackSpec.DEFAULT_SEED;

    /**
     * The attacks to try; {@link Contender#RANDOM} always is, {@link Contender#REPLAY} cannot be named. Empty: those
     * that suit the model, see {@link org.duress.spec.AttackSpec}.
     */
    Contender[] contenders() default {};

    /**
     * Further keys of the block {@code attack} of a spec file by name, for example {@code "learningRate=1e-3"} of
     * {@link org.duress.spec.VaeGanSettings}, or {@code "restarts=8"}.
     */
    String[] settings() default {};

    /** Largest relative fall of any organ's Dice, in (0, 1]. */
    double maxDiceDrop() default GateSpec.DEFAULT_MAX_DICE_DROP;

    /** Largest relative fall of any organ's Dice in any one gate subject, in (0, 1]. NaN: none. */
    double worstSubject() default Double.NaN;

    /** Limits of single organs. */
    OrganLimit[] organs() default {};

    /** Limits that are waived for a time; a {@link #specFile} with {@code waivers} takes their place. */
    Waiver[] waivers() default {};

    /**
     * The rest of the block {@code gate} of a spec file by name: {@code baseline} and {@code counterexamples} (paths
     * relative to the working folder) and {@code regression}, see {@link org.duress.spec.ReleaseSpec}.
     */
    String[] gate() default {};

    /**
     * Most perceptibility p that a perturbation of an image may spend, in standard deviations; at least 0. NaN: the
     * default of {@link org.duress.spec.BudgetSpec}.
     */
    double maxPerceptibility() default Double.NaN;

    /** The rest of {@link org.duress.spec.BudgetSpec} by name, for example {@code "displacement=3"} (pixels). */
    String[] budget() default {};

    /**
     * What a perturbed image must be like to count: {@code ssim}, {@code critic} and {@code displacement} (mm) as in
     * {@link org.duress.spec.RealismSpec}, for example {@code "ssim=0.8"}.
     */
    String[] realism() default {};

    /** What of the measured fall is held against its limit. */
    Decision decision() default Decision.INTERVAL;

    /** The label that attacked segmentations are compared with. */
    Reference reference() default Reference.WARPED;

    /** {@link Expectation#FAIL} keeps a known weakness visible: the test passes while the model is weak. */
    Expectation expect() default Expectation.PASS;
}
