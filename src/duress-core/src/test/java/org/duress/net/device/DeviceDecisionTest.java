package org.duress.net.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.duress.DuressException;
import org.duress.net.device.DeviceProbe.GpuSurvey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceDecisionTest {
    private static final Gpu A100 = new Gpu("GPU-a", "NVIDIA A100", new ComputeCapability(8, 0));
    private static final Gpu H200 = new Gpu("GPU-h", "NVIDIA H200", new ComputeCapability(9, 0));

    private record Fake(Set<Backend> backends, GpuSurvey gpus) implements DeviceProbe {}

    private static final DeviceProbe CPU_BUILD = new DeviceProbe() {
        @Override
        public Set<Backend> backends() {
            return Set.of(Backend.NATIVE);
        }

        @Override
        public GpuSurvey gpus() {
            throw new AssertionError("a CPU build has no reason to start nvidia-smi");
        }
    };

    private static DeviceProbe cuda(Gpu... gpus) {
        return new Fake(Set.of(Backend.CUDA), new GpuSurvey.Found(List.of(gpus)));
    }

    private static DeviceProbe cudaWithout(String why) {
        return new Fake(Set.of(Backend.CUDA), new GpuSurvey.None(why));
    }

    private static String refusal(DeviceRequest request, DeviceProbe probe) {
        DeviceDecision decision = DeviceDecision.of(request, probe);
        assertThat(decision).isInstanceOf(DeviceDecision.Refused.class);
        return ((DeviceDecision.Refused) decision).sentence();
    }

    @ParameterizedTest
    @EnumSource(DeviceRequest.class)
    void withoutBackendNothingRuns(DeviceRequest request) {
        assertThat(refusal(request, new Fake(Set.of(), new GpuSurvey.None("unasked"))))
                .isEqualTo("no ND4J backend is on the class path; add org.nd4j:nd4j-native for the CPU or"
                        + " org.nd4j:nd4j-cuda-11.6 for an NVIDIA GPU");
    }

    @ParameterizedTest
    @EnumSource(DeviceRequest.class)
    void twoBackendsAreRefusedEvenWhereOneWouldDo(DeviceRequest request) {
        assertThat(refusal(request, new Fake(Set.of(Backend.NATIVE, Backend.CUDA), new GpuSurvey.Found(List.of(A100)))))
                .isEqualTo(
                        "both nd4j-native and nd4j-cuda-11.6 are on the class path, and ND4J would choose between them"
                                + " in silence; keep exactly one");
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "CPU"})
    void cpuBuildRunsOnTheCpu(DeviceRequest request) {
        assertThat(DeviceDecision.of(request, CPU_BUILD)).isEqualTo(new DeviceDecision.Use(Backend.NATIVE, List.of()));
    }

    @Test
    void cpuBuildNeverTakesAGpuRequestInSilence() {
        assertThat(refusal(DeviceRequest.GPU, CPU_BUILD))
                .isEqualTo("duress.device=gpu needs the CUDA backend, but the backend on the class path is nd4j-native;"
                        + " add -Pcuda, or in a project of your own replace the dependency nd4j-native by"
                        + " nd4j-cuda-11.6");
    }

    @Test
    void cudaBuildCannotRunOnTheCpu() {
        assertThat(refusal(DeviceRequest.CPU, cuda(A100)))
                .isEqualTo(
                        "duress.device=cpu needs the CPU backend, but the backend on the class path is nd4j-cuda-11.6,"
                                + " which cannot run on a CPU; build without -Pcuda");
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "GPU"})
    void cudaBuildTakesAServedGpu(DeviceRequest request) {
        assertThat(DeviceDecision.of(request, cuda(A100)))
                .isEqualTo(new DeviceDecision.Use(Backend.CUDA, List.of(A100)));
    }

    @ParameterizedTest
    @CsvSource({"AUTO, auto", "GPU, gpu"})
    void cudaBuildWithoutGpuSaysWhy(DeviceRequest request, String value) {
        assertThat(refusal(request, cudaWithout("there is no NVIDIA driver (no nvidia-smi on the PATH)")))
                .isEqualTo("duress.device=" + value
                        + " finds no usable GPU for the backend nd4j-cuda-11.6, because there is"
                        + " no NVIDIA driver (no nvidia-smi on the PATH); to run on the CPU, build without -Pcuda");
    }

    @ParameterizedTest
    @CsvSource({"AUTO, auto", "GPU, gpu"})
    void aGpuWithoutCodeIsRefused(DeviceRequest request, String value) {
        assertThat(refusal(request, cuda(H200)))
                .isEqualTo("duress.device=" + value + " finds no usable GPU for the backend nd4j-cuda-11.6, because the"
                        + " published nd4j-cuda-11.6 has no code for the GPU NVIDIA H200 of compute capability 9.0"
                        + " (it serves"
                        + " 3.7 to 8.6, and 8.9 through its 8.6 code, and none from 9.0 on); to run on the CPU, build"
                        + " without -Pcuda");
    }

    @Test
    void oneUnservedGpuAmongServedOnesIsRefusedBecauseNd4jSpreadsOverAll() {
        assertThat(refusal(DeviceRequest.GPU, cuda(A100, H200)))
                .contains("NVIDIA H200")
                .contains("hide it with CUDA_DEVICE_ORDER=PCI_BUS_ID and CUDA_VISIBLE_DEVICES");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.2", "7.5", "8.0", "8.6", "8.9"})
    void servedCapabilities(String text) {
        assertThat(ComputeCapability.parse(text).orElseThrow().served()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.1", "3.0", "3.5", "4.0", "9.0", "10.0", "12.0"})
    void unservedCapabilities(String text) {
        assertThat(ComputeCapability.parse(text).orElseThrow().served()).isFalse();
    }

    @Test
    void requestsAreAutoCpuOrGpu() {
        assertThat(DeviceRequest.parse("auto")).isEqualTo(DeviceRequest.AUTO);
        assertThat(DeviceRequest.parse("cpu")).isEqualTo(DeviceRequest.CPU);
        assertThat(DeviceRequest.parse("gpu")).isEqualTo(DeviceRequest.GPU);
        assertThatThrownBy(() -> DeviceRequest.parse("cuda"))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("duress.device=cuda is unknown; use auto, cpu or gpu");
    }

    @Test
    void whyNoGpuFollowsTheSameDecision() {
        assertThat(Device.whyNoGpu(DeviceRequest.AUTO, cuda(A100))).isEmpty();
        assertThat(Device.whyNoGpu(DeviceRequest.CPU, cuda(A100))).hasValue("duress.device=cpu asks for the CPU");
        assertThat(Device.whyNoGpu(DeviceRequest.AUTO, CPU_BUILD)).hasValue(refusal(DeviceRequest.GPU, CPU_BUILD));
        assertThat(Device.whyNoGpu(DeviceRequest.AUTO, cuda(H200))).hasValue(refusal(DeviceRequest.GPU, cuda(H200)));
    }
}
