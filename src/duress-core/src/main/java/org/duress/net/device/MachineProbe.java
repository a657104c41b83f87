package org.duress.net.device;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** This class path and this machine. */
final class MachineProbe implements DeviceProbe {
    private @Nullable GpuSurvey gpus;

    @Override
    public Set<Backend> backends() {
        EnumSet<Backend> present = EnumSet.allOf(Backend.class);
        present.removeIf(backend -> !backend.present());
        return present;
    }

    @Override
    public synchronized GpuSurvey gpus() {
        if (gpus == null) {
            gpus = new NvidiaSmi(
                            List.of("nvidia-smi"),
                            Duration.ofSeconds(30),
                            Files.exists(Path.of("/proc/driver/nvidia")),
                            System.getenv("CUDA_VISIBLE_DEVICES"),
                            System.getenv("CUDA_DEVICE_ORDER"))
                    .survey();
        }
        return gpus;
    }
}
