package org.duress.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;

/**
 * The labelled subjects in {@link AdversarialRobustness#cohort}, and who of them trains the attacker and who judges the
 * model. An attribute that is left empty is not set.
 */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface CohortSource {
    /** Default of {@link #attackerShare}. */
    double HALF = 0.5;

    /** What the files are; {@link CohortFormat#GIVEN} with {@link AdversarialRobustness#cohortFrom}. */
    CohortFormat format() default CohortFormat.GIVEN;

    /** Folder of the images, relative to the working folder. */
    String images() default "";

    /** Folder of the labels, relative to the working folder. */
    String labels() default "";

    /**
     * The folder of each channel in the model's order, for example {@code {"t1=t1", "flair=flair"}}, instead of
     * {@link #images}; or what the names of its files end in, {@code "suffix=_0000,_0001"}. Empty: the channels of each
     * file.
     */
    String[] channels() default {};

    /** Regular expression whose first group is the subject's id in a file name. */
    String subject() default "";

    /**
     * Label ids per organ, in the order of the model's classes, for example {@code {"pancreas=11", "kidneys=2,3"}};
     * an id may be in several. Phantoms have a default.
     */
    String[] organs() default {};

    /** Label ids that count nowhere. */
    int[] ignore() default {};

    /** Folder of fields of view, relative to the working folder: where a mask is 0 nothing is attacked or judged. */
    String mask() default "";

    /** 2: each slice is an image. 3: each subject's volume. */
    int dimensions() default CohortSpec.DEFAULT_DIMENSIONS;

    /**
     * Height and width that slices are resampled to, or planes, height and width of volumes, which keep their own grids
     * without it. Phantoms have a default, 128 by 128, or 32 by 64 by 64.
     */
    int[] size() default {};

    /** Distance of planes, rows and columns in mm that volumes are resampled to instead of a size. */
    double[] spacingMm() default {};

    /** Low and high end that intensities are clipped to, in the images' own units (HU for CT). */
    double[] window() default {};

    /** Slices with fewer organ pixels after resampling are left out, volumes refused; at least 0. */
    int minOrganPixels() default CohortSpec.DEFAULT_MIN_ORGAN_PIXELS;

    /** Subjects the attacker is trained on, by id. Empty: {@link #attackerShare}. */
    String[] attackerSubjects() default {};

    /** Share of the subjects that the attacker is trained on, in (0, 1), drawn with {@link #seed}. */
    double attackerShare() default HALF;

    /** Subjects the model is judged on, by id. Empty: all that do not train the attacker. */
    String[] gateSubjects() default {};

    /** Seed of a split by share, and of phantoms. */
    long seed() default CohortSpec.DEFAULT_SEED;

    /** How many phantoms; at least 2, so that attacker and gate have one each. */
    int phantomSubjects() default CohortSpec.Phantoms.DEFAULT_SUBJECTS;

    /** Axial slices of a phantom; at least 1. Volumes have the planes of {@link #size}. */
    int phantomSlices() default CohortSpec.Phantoms.DEFAULT_SLICES;
}
