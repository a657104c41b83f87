package org.duress.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A limit of one organ that somebody takes upon himself until a day, in {@link AdversarialRobustness#waivers}; an entry
 * of {@code waivers} in a spec file, see {@link org.duress.spec.Waiver}.
 */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Waiver {
    /** Name of an organ of the cohort. */
    String organ();

    /** Largest relative fall of this organ's Dice meanwhile, in (0, 1]; not below the organ's own limit. */
    double limit();

    /** Who answers for it. */
    String owner();

    /** Why. */
    String reason();

    /** The last day on which it holds, in UTC, such as {@code 2027-01-31}. */
    String expires();
}
