package org.duress.report.allure;

import io.qameta.allure.listener.TestLifecycleListener;
import io.qameta.allure.model.TestResult;
import org.duress.RobustnessResult;

/**
 * Takes {@link RobustnessResult} arguments out of a test's parameters. Allure lists every argument of a test method, and
 * tells tests apart by them: with measured numbers in them, no run would find its history.
 */
public final class MeasuredParameters implements TestLifecycleListener {
    private static final String RESULT = RobustnessResult.class.getSimpleName() + "[";

    @Override
    public void beforeTestWrite(TestResult result) {
        result.getParameters()
                .removeIf(parameter ->
                        parameter.getValue() != null && parameter.getValue().startsWith(RESULT));
    }
}
