package org.duress.net.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.duress.net.device.DeviceProbe.GpuSurvey;
import org.jspecify.annotations.Nullable;

/**
 * Asks the NVIDIA driver for its GPUs and their compute capabilities, through the tool that comes with every driver.
 *
 * @param program the tool and its first arguments
 * @param patience how long it may take
 * @param driverLoaded whether the kernel shows a driver, for a better sentence where the tool is missing
 * @param visibleDevices the environment variable CUDA_VISIBLE_DEVICES
 * @param deviceOrder the environment variable CUDA_DEVICE_ORDER
 */
record NvidiaSmi(
        List<String> program,
        Duration patience,
        boolean driverLoaded,
        @Nullable String visibleDevices,
        @Nullable String deviceOrder) {

    GpuSurvey survey() {
        List<String> command = Stream.concat(
                        program.stream(), Stream.of("--query-gpu=uuid,name,compute_cap", "--format=csv,noheader"))
                .toList();
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return none(
                    driverLoaded
                            ? "an NVIDIA driver is loaded but nvidia-smi, which tells the compute capability, is not"
                                    + " on the PATH"
                            : "there is no NVIDIA driver (no nvidia-smi on the PATH)");
        }
        try {
            process.getOutputStream().close();
            // The answer is a line a GPU: it fits the pipe, so waiting before reading cannot block the tool.
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return none("nvidia-smi gave no answer within " + patience.toSeconds() + " s");
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return read(process.exitValue(), output.strip());
        } catch (IOException e) {
            return none("the answer of nvidia-smi could not be read (" + e.getMessage() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return none("the wait for nvidia-smi was interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private GpuSurvey read(int exit, String output) {
        List<String> lines = output.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        String first = lines.isEmpty() ? "nothing" : lines.get(0);
        if (output.contains("compute_cap")) {
            return none("the NVIDIA driver is too old to tell compute capabilities (version 510 or newer does)");
        }
        if (output.contains("No devices were found") || (exit == 0 && lines.isEmpty())) {
            return none("the NVIDIA driver sees no GPU");
        }
        if (exit != 0) {
            return none("nvidia-smi failed (" + first + ")");
        }
        List<Gpu> all = new ArrayList<>();
        for (String line : lines) {
            Optional<Gpu> gpu = gpu(line);
            if (gpu.isEmpty()) {
                return none("the answer of nvidia-smi was not understood (" + line + ")");
            }
            all.add(gpu.get());
        }
        List<Gpu> visible = visible(all);
        return visible.isEmpty()
                ? none("CUDA_VISIBLE_DEVICES=" + visibleDevices + " hides every GPU")
                : new GpuSurvey.Found(visible);
    }

    private static Optional<Gpu> gpu(String line) {
        String[] parts = line.split(",", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        return ComputeCapability.parse(parts[2].strip())
                .map(capability -> new Gpu(parts[0].strip(), parts[1].strip(), capability));
    }

    /**
     * Those that CUDA_VISIBLE_DEVICES leaves. Where it cannot be told which those are, all: refusing a GPU in vain
     * beats dying on the first kernel.
     */
    private List<Gpu> visible(List<Gpu> all) {
        if (visibleDevices == null) {
            return all;
        }
        boolean sameOrder = "PCI_BUS_ID".equals(deviceOrder)
                || all.stream().map(Gpu::capability).distinct().count() == 1;
        List<Gpu> visible = new ArrayList<>();
        for (String entry : visibleDevices.split(",", -1)) {
            String name = entry.strip();
            if (name.startsWith("MIG-")) {
                return all;
            }
            List<Gpu> named = all.stream()
                    .filter(gpu -> name.startsWith("GPU-") && gpu.uuid().startsWith(name))
                    .toList();
            if (name.matches("\\d{1,4}") && Integer.parseInt(name) < all.size()) {
                if (!sameOrder) {
                    return all;
                }
                named = List.of(all.get(Integer.parseInt(name)));
            }
            // CUDA itself ignores everything from the first entry that names no GPU.
            if (named.isEmpty()) {
                break;
            }
            visible.addAll(named);
        }
        return visible;
    }

    private static GpuSurvey none(String why) {
        return new GpuSurvey.None(why);
    }
}
