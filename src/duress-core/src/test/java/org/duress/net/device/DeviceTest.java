package org.duress.net.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import org.duress.DuressException;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.Test;

class DeviceTest {
    private static final DeviceDecision.Use CPU = new DeviceDecision.Use(Backend.NATIVE, List.of());

    @Test
    void thePropertyIsTheDocumentedOne() {
        assertThat(Device.PROPERTY).isEqualTo(DuressProperties.DEVICE);
    }

    @Test
    void cpuIsDescribedWithBuildAndThreads() {
        assertThat(Device.describe(CPU, Backend.NATIVE.className(), "2"))
                .isEqualTo(new Device("cpu", "cpu (nd4j-native " + Backend.NATIVE.version() + ", 2 threads)"));
        assertThat(Device.describe(CPU, Backend.NATIVE.className(), "1").description())
                .endsWith(", 1 thread)");
    }

    @Test
    void gpuIsDescribedWithNameAndCapability() {
        Gpu gpu = new Gpu("GPU-a", "NVIDIA A100 80GB", new ComputeCapability(8, 0));
        Device device =
                Device.describe(new DeviceDecision.Use(Backend.CUDA, List.of(gpu)), Backend.CUDA.className(), "2");
        assertThat(device.kind()).isEqualTo("gpu");
        assertThat(device.description()).startsWith("gpu (NVIDIA A100 80GB, compute capability 8.0, nd4j-cuda-11.6 ");
    }

    @Test
    void aBackendOtherThanTheOneDecidedOnIsRefused() {
        assertThatThrownBy(() -> Device.describe(CPU, Backend.CUDA.className(), "2"))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("ND4J loaded org.nd4j.linalg.jcublas.JCublasBackend where"
                        + " org.nd4j.linalg.cpu.nativecpu.CpuBackend was decided on; keep exactly one ND4J backend"
                        + " on the"
                        + " class path");
    }

    @Test
    void oneBackendIsOnThisClassPathWithOneNativeBuild() throws IOException {
        assertThat(new MachineProbe().backends()).hasSize(1);
        Backend backend = new MachineProbe().backends().iterator().next();
        String marker = "META-INF/maven/org.nd4j/" + backend.artifact() + "/pom.properties";
        List<URL> jars = Collections.list(DeviceTest.class.getClassLoader().getResources(marker));
        assertThat(jars).as("one jar of classes and one of native code").hasSize(2);
        assertThat(backend.version()).isEqualTo("1.0.0-M2.1");
    }

    @Test
    void thisMachineResolvesOnceAndCannotChangeItsMind() {
        Device device = Device.resolved();
        assertThat(device.description()).startsWith(device.kind() + " (").contains("1.0.0-M2.1");
        assertThat(Device.resolved()).isSameAs(device);
        Device.ask(device.kind());
        Device.ask("auto");
        String other = device.kind().equals("cpu") ? "gpu" : "cpu";
        if (System.getProperty(Device.PROPERTY) == null) {
            assertThatThrownBy(() -> Device.ask(other))
                    .isExactlyInstanceOf(DuressException.class)
                    .hasMessage("duress.device=" + other + " comes too late, because this JVM already runs on "
                            + device.description() + "; set it once for the whole JVM");
        }
    }
}
