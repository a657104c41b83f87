package org.duress.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The limit of one organ in {@link AdversarialRobustness#organs}. */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OrganLimit {
    /** Name of an organ of the cohort. */
    String organ();

    /** Largest relative fall of this organ's Dice, in (0, 1]. */
    double maxDiceDrop();
}
