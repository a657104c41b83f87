package org.duress.report.allure;

import io.qameta.allure.listener.TestLifecycleListener;
import io.qameta.allure.model.StatusDetails;
import io.qameta.allure.model.TestResult;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.duress.result.RobustnessResult;

/**
 * Has the last word on the Allure result of a test that Duress has to do with.
 *
 * <p>Takes {@link RobustnessResult} arguments out of its parameters: Allure lists every argument of a test method and
 * tells tests apart by them, so with measured numbers in them no run would find its history. And sees to the categories
 * of a test that broke before there was anything to report.
 */
public final class DuressResults implements TestLifecycleListener {
    private static final String RESULT = RobustnessResult.class.getSimpleName() + "[";

    private final Supplier<Path> results;

    /** For Allure, which finds this class as a service. */
    public DuressResults() {
        this(ResultsFolder::ofThisJvm);
    }

    DuressResults(Supplier<Path> results) {
        this.results = results;
    }

    @Override
    public void beforeTestWrite(TestResult test) {
        test.getParameters()
                .removeIf(parameter ->
                        parameter.getValue() != null && parameter.getValue().startsWith(RESULT));
        StatusDetails details = test.getStatusDetails();
        if (details != null && details.getTrace() != null && details.getTrace().contains("org.duress.")) {
            ResultsFolder.prepare(results.get());
        }
    }
}
