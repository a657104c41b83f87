package org.duress.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test, or all tests of a class, only where Duress can use a GPU; elsewhere they are skipped, with the reason.
 *
 * <p>A GPU can be used where the build has the CUDA backend ({@code -Pcuda}), the NVIDIA driver answers, and the
 * backend has code for the compute capability of every visible GPU; {@code duress.device=cpu} counts as no GPU. Nothing
 * of ND4J is started to find out.
 *
 * <p>With {@value org.duress.spec.DuressProperties#REQUIRE_GPU}{@code =true} (system property or {@code
 * junit-platform.properties}) the tests fail instead of being skipped, with the same sentence: for a build that must
 * not pass because its GPU went missing.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(EnabledIfGpuCondition.class)
public @interface EnabledIfGpu {}
