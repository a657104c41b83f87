package org.duress.net.device;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duress.net.device.DeviceProbe.GpuSurvey;

/** What follows from a request and a machine: a device, or a sentence that says why not. A pure function of the two. */
sealed interface DeviceDecision {
    /**
     * Run on this.
     *
     * @param gpus empty for the CPU
     */
    record Use(Backend backend, List<Gpu> gpus) implements DeviceDecision {
        public Use {
            gpus = List.copyOf(gpus);
        }
    }

    /** Do not run. */
    record Refused(String sentence) implements DeviceDecision {}

    static DeviceDecision of(DeviceRequest request, DeviceProbe probe) {
        Set<Backend> backends = probe.backends();
        if (backends.isEmpty()) {
            return new Refused("no ND4J backend is on the class path; add org.nd4j:nd4j-native for the CPU or"
                    + " org.nd4j:nd4j-cuda-11.6 for an NVIDIA GPU");
        }
        if (backends.size() > 1) {
            return new Refused(
                    "both nd4j-native and nd4j-cuda-11.6 are on the class path, and ND4J would choose between them"
                            + " in silence; keep exactly one");
        }
        return backends.contains(Backend.NATIVE) ? onNative(request) : onCuda(request, probe);
    }

    private static DeviceDecision onNative(DeviceRequest request) {
        return request == DeviceRequest.GPU
                ? new Refused(Device.PROPERTY
                        + "=gpu needs the CUDA backend, but the backend on the class path is nd4j-native;"
                        + " add -Pcuda, or in a project of your own replace the dependency nd4j-native by"
                        + " nd4j-cuda-11.6")
                : new Use(Backend.NATIVE, List.of());
    }

    private static DeviceDecision onCuda(DeviceRequest request, DeviceProbe probe) {
        if (request == DeviceRequest.CPU) {
            return new Refused(Device.PROPERTY + "=cpu needs the CPU backend, but the backend on the class path is"
                    + " nd4j-cuda-11.6, which cannot run on a CPU; build without -Pcuda");
        }
        GpuSurvey survey = probe.gpus();
        if (survey instanceof GpuSurvey.Found found) {
            return unserved(found.gpus())
                    .map(why -> refused(request, why))
                    .orElseGet(() -> new Use(Backend.CUDA, found.gpus()));
        }
        return refused(request, ((GpuSurvey.None) survey).why());
    }

    /** ND4J spreads threads over all visible GPUs, so each must be one it has code for. */
    private static Optional<String> unserved(List<Gpu> gpus) {
        return gpus.stream()
                .filter(gpu -> !gpu.capability().served())
                .findFirst()
                .map(gpu -> {
                    boolean hideable =
                            gpus.stream().anyMatch(other -> other.capability().served());
                    return "the published nd4j-cuda-11.6 has no code for the GPU " + gpu.name()
                            + " of compute capability "
                            + gpu.capability() + " (" + ComputeCapability.SERVED + ")"
                            + (hideable ? "; hide it with CUDA_DEVICE_ORDER=PCI_BUS_ID and CUDA_VISIBLE_DEVICES" : "");
                });
    }

    private static DeviceDecision refused(DeviceRequest request, String why) {
        return new Refused(
                Device.PROPERTY + "=" + request.value() + " finds no usable GPU for the backend nd4j-cuda-11.6,"
                        + " because " + why + "; to run on the CPU, build without -Pcuda");
    }
}
