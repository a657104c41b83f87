package org.duress.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;

/** A model file in {@link AdversarialRobustness#model}. */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ModelUnderTest {
    /** Name of a model format on the class path. */
    String format() default "duress";

    /** The file, relative to the working folder, or a resource: {@code classpath:org/example/unet.zip}. */
    String path() default "";

    /** What the model's last values are. */
    ModelHead head() default ModelHead.AUTO;

    /** Order of the model's image axes. */
    ModelLayout layout() default ModelLayout.AUTO;

    /** Channels of the model's input: 1, or 3 for the same image three times; 0 to read it off the model. */
    int channels() default 0;

    /** Name of the output to use, where the model has several. */
    String output() default "";

    /** The model's classes of each organ, as {@code "kidneys=[2, 3]"}; classes of no organ are background. */
    String[] classes() default {};
}
