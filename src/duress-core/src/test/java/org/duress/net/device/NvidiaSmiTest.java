package org.duress.net.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.duress.net.device.DeviceProbe.GpuSurvey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shell script stands in for nvidia-smi. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-in for nvidia-smi is a shell script")
class NvidiaSmiTest {
    private static final String TWO = "echo 'GPU-aa-1, NVIDIA A100-SXM4-80GB, 8.0'; echo 'GPU-bb-2, NVIDIA H200, 9.0'";
    private static final Gpu A100 = new Gpu("GPU-aa-1", "NVIDIA A100-SXM4-80GB", new ComputeCapability(8, 0));
    private static final Gpu H200 = new Gpu("GPU-bb-2", "NVIDIA H200", new ComputeCapability(9, 0));

    private static GpuSurvey survey(String script, @Nullable String visible, @Nullable String order) {
        return new NvidiaSmi(List.of("sh", "-c", script, "nvidia-smi"), Duration.ofSeconds(30), false, visible, order)
                .survey();
    }

    private static String why(String script) {
        return ((GpuSurvey.None) survey(script, null, null)).why();
    }

    @Test
    void gpusAreReadWithNameAndCapability() {
        assertThat(survey(TWO, null, null)).isEqualTo(new GpuSurvey.Found(List.of(A100, H200)));
        assertThat(A100).hasToString("NVIDIA A100-SXM4-80GB, compute capability 8.0");
    }

    @Test
    void theQueryAsksForWhatIsRead() {
        assertThat(why("echo \"$*\"; exit 9"))
                .isEqualTo("the NVIDIA driver is too old to tell compute capabilities (version 510 or newer does)");
        assertThat(survey(
                        "test \"$*\" = '--query-gpu=uuid,name,compute_cap --format=csv,noheader' && " + TWO,
                        null,
                        null))
                .isInstanceOf(GpuSurvey.Found.class);
    }

    @ParameterizedTest
    @CsvSource({
        "false, there is no NVIDIA driver (no nvidia-smi on the PATH)",
        "true, 'an NVIDIA driver is loaded but nvidia-smi, which tells the compute capability, is not on the PATH'"
    })
    void aMissingToolIsNoGpu(boolean driverLoaded, String sentence) {
        NvidiaSmi missing =
                new NvidiaSmi(List.of("/none/nvidia-smi"), Duration.ofSeconds(30), driverLoaded, null, null);
        assertThat(missing.survey()).isEqualTo(new GpuSurvey.None(sentence));
    }

    @Test
    void failuresOfTheToolAreTold() {
        assertThat(why("echo 'NVIDIA-SMI has failed because'; echo more; exit 9"))
                .isEqualTo("nvidia-smi failed (NVIDIA-SMI has failed because)");
        assertThat(why("exit 3")).isEqualTo("nvidia-smi failed (nothing)");
        assertThat(why("echo 'Field \"compute_cap\" is not a valid field to query.'; exit 2"))
                .startsWith("the NVIDIA driver is too old");
        assertThat(why("echo 'No devices were found'; exit 6")).isEqualTo("the NVIDIA driver sees no GPU");
        assertThat(why("exit 0")).isEqualTo("the NVIDIA driver sees no GPU");
        assertThat(why("echo 'GPU-aa-1, NVIDIA X, [N/A]'"))
                .isEqualTo("the answer of nvidia-smi was not understood (GPU-aa-1, NVIDIA X, [N/A])");
    }

    @Test
    void aToolThatHangsIsGivenUp() {
        NvidiaSmi hanging = new NvidiaSmi(
                List.of("sh", "-c", "exec cat /dev/zero >/dev/null", "nvidia-smi"),
                Duration.ofMillis(30),
                false,
                null,
                null);
        assertThat(hanging.survey()).isEqualTo(new GpuSurvey.None("nvidia-smi gave no answer within 0 s"));
    }

    @ParameterizedTest
    @CsvSource({"0, PCI_BUS_ID", "GPU-aa,", "'GPU-aa-1,7,1',", "'0,-1', PCI_BUS_ID"})
    void hiddenGpusDoNotCount(String visible, @Nullable String order) {
        assertThat(survey(TWO, visible, order)).isEqualTo(new GpuSurvey.Found(List.of(A100)));
    }

    @ParameterizedTest
    @CsvSource({"0,", "MIG-1,"})
    void allCountWhereItCannotBeToldWhichAreHidden(String visible, @Nullable String order) {
        assertThat(survey(TWO, visible, order)).isEqualTo(new GpuSurvey.Found(List.of(A100, H200)));
    }

    @ParameterizedTest
    @CsvSource({"''", "-1", "9"})
    void allMayBeHidden(String visible) {
        assertThat(survey(TWO, visible, "PCI_BUS_ID"))
                .isEqualTo(new GpuSurvey.None("CUDA_VISIBLE_DEVICES=" + visible + " hides every GPU"));
    }
}
