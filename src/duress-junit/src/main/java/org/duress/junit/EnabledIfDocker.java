package org.duress.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test, or all tests of a class, only where Testcontainers is on the class path and finds a Docker engine;
 * elsewhere they are skipped, with the reason, as by Testcontainers' own {@code @EnabledIfDockerAvailable}.
 *
 * <p>With {@value org.duress.spec.DuressProperties#REQUIRE_DOCKER}{@code =true} (system property or {@code
 * junit-platform.properties}) the tests fail instead of being skipped, with the same sentence: for a release that must
 * not pass because its engine was down. A test of {@link AdversarialRobustness} whose model is an {@code image} needs
 * no annotation: it is skipped and fails by the same rule.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(EnabledIfDockerCondition.class)
public @interface EnabledIfDocker {}
