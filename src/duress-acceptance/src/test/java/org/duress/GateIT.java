package org.duress;

import org.duress.junit.RobustnessSpecs;
import org.duress.result.RobustnessResult;

/** The main job, {@code mvn test -Pgate}: every spec in {@code duress.specs} meets its expectation. */
class GateIT {
    @RobustnessSpecs
    void everySpecMeetsItsExpectation(RobustnessResult result) {}
}
