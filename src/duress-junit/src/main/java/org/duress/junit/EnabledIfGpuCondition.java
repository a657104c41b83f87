package org.duress.junit;

import java.util.Optional;
import org.duress.net.device.Device;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.extension.ExtensionContext;

/** See {@link EnabledIfGpu}. */
final class EnabledIfGpuCondition extends MachineCondition {
    EnabledIfGpuCondition() {
        this(EnabledIfGpuCondition::thisMachine);
    }

    EnabledIfGpuCondition(Check check) {
        super("a GPU can be used", DuressProperties.REQUIRE_GPU, check);
    }

    private static Optional<String> thisMachine(ExtensionContext context) {
        context.getConfigurationParameter(DuressProperties.DEVICE).ifPresent(Device::ask);
        return Device.whyNoGpu();
    }
}
