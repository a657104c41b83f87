package org.duress.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A model file in {@link AdversarialRobustness#model}. */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ModelUnderTest {
    /** Name of a model format on the class path. */
    String format() default "duress";

    /** The file, relative to the working folder, or a resource: {@code classpath:org/example/unet.zip}. */
    String path() default "";
}
