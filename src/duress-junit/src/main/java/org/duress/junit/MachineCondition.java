package org.duress.junit;

import java.util.Optional;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test where the machine lacks something, or fails it where a property says that the machine must have it. */
abstract class MachineCondition implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback {
    private final String has;
    private final String requires;
    private final Check check;

    /**
     * Makes a condition.
     *
     * @param has what the machine can do, for the log: "a GPU can be used"
     * @param requires name of the property that turns the skip into a failure
     */
    MachineCondition(String has, String requires, Check check) {
        this.has = has;
        this.requires = requires;
        this.check = check;
    }

    /** Why the machine lacks it, in one sentence; empty where it does not. */
    @FunctionalInterface
    interface Check {
        Optional<String> whyNot(ExtensionContext context);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> whyNot = check.whyNot(context);
        if (whyNot.isEmpty()) {
            return ConditionEvaluationResult.enabled(has);
        }
        return isRequired(context, requires)
                ? ConditionEvaluationResult.enabled(requires + "=true lets no test be skipped")
                : ConditionEvaluationResult.disabled(whyNot.get());
    }

    // A condition that throws would wrap the sentence in one of JUnit's own; these two fail with the sentence itself.

    @Override
    public void beforeAll(ExtensionContext context) {
        failIfRequired(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        failIfRequired(context);
    }

    private void failIfRequired(ExtensionContext context) {
        if (isRequired(context, requires)) {
            check.whyNot(context).ifPresent(why -> {
                throw required(requires, why);
            });
        }
    }

    /** What a test fails with that may not be skipped. */
    static EnvironmentException required(String property, String why) {
        return new EnvironmentException(property + "=true, but " + why);
    }

    static boolean isRequired(ExtensionContext context, String property) {
        String value = context.getConfigurationParameter(property).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new DuressException(property + "=" + value + " is unknown; use true or false");
        }
        return value.equals("true");
    }
}
