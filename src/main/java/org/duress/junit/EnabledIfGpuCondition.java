package org.duress.junit;

import java.util.Optional;
import org.duress.DuressException;
import org.duress.net.Device;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** See {@link EnabledIfGpu}. */
final class EnabledIfGpuCondition implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback {
    private final GpuCheck check;

    EnabledIfGpuCondition() {
        this(EnabledIfGpuCondition::thisMachine);
    }

    EnabledIfGpuCondition(GpuCheck check) {
        this.check = check;
    }

    /** Why no GPU can be used, in one sentence; empty where one can. */
    @FunctionalInterface
    interface GpuCheck {
        Optional<String> whyNot(ExtensionContext context);
    }

    private static Optional<String> thisMachine(ExtensionContext context) {
        context.getConfigurationParameter(DuressProperties.DEVICE).ifPresent(Device::ask);
        return Device.whyNoGpu();
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> whyNot = check.whyNot(context);
        if (whyNot.isEmpty()) {
            return ConditionEvaluationResult.enabled("a GPU can be used");
        }
        return required(context)
                ? ConditionEvaluationResult.enabled(DuressProperties.REQUIRE_GPU + "=true lets no test be skipped")
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
        if (required(context)) {
            check.whyNot(context).ifPresent(why -> {
                throw new DuressException(DuressProperties.REQUIRE_GPU + "=true, but " + why);
            });
        }
    }

    private static boolean required(ExtensionContext context) {
        String value =
                context.getConfigurationParameter(DuressProperties.REQUIRE_GPU).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new DuressException(DuressProperties.REQUIRE_GPU + "=" + value + " is unknown; use true or false");
        }
        return value.equals("true");
    }
}
