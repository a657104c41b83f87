package org.duress.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Marks a test that runs every spec file ({@code *.yaml}, {@code *.yml}; letter case aside) of a folder, one invocation
 * each, in the order of file names and under the names of the specs; of a file with a {@code matrix} one for each
 * combination of its values. Each invocation is what {@link
 * AdversarialRobustness} describes.
 *
 * <pre>{@code
 * class RobustnessTest {
 *
 *     @RobustnessSpecs("robustness-specs")
 *     void everySpecHolds(RobustnessResult result) {
 *         assertThat(result.evidence().fields().foldedFraction()).isLessThan(0.01);
 *     }
 * }
 * }</pre>
 *
 * <p>A spec file with a mistake breaks its own invocation, under the spec's name or, where that cannot be read, the
 * file's; so does the second of two files with one name. The others run. A folder that is missing or empty is an error
 * of the whole test.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(RobustnessSpecsExtension.class)
@Tag("adversarial-robustness")
@ResourceLock(AdversarialRobustness.DEVICE)
public @interface RobustnessSpecs {
    /**
     * The folder, relative to the working folder. Default: the property {@code duress.specs}, and without it
     * {@value org.duress.spec.DuressProperties#DEFAULT_SPECS}.
     */
    String value() default "";
}
