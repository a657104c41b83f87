package org.duress.net.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTest {
    @Test
    void readsTheFirstOfLinuxsList() {
        Processor processor = Processor.of(
                List.of(
                        "processor\t: 0",
                        "vendor_id\t: AuthenticAMD",
                        "cpu family\t: 26",
                        "model name\t: AMD EPYC 9575F: 64 cores",
                        "flags\t\t: fpu avx2 avx512f",
                        "",
                        "processor\t: 1",
                        "model name\t: another"),
                false);
        assertThat(processor.vendor()).isEqualTo("AuthenticAMD");
        assertThat(processor.name()).isEqualTo("AMD EPYC 9575F: 64 cores, family 26");
        assertThat(processor.flags()).containsExactlyInAnyOrder("fpu", "avx2", "avx512f");
        assertThat(processor.showsCaches()).isFalse();
    }

    @Test
    void elsewhereTheArchitectureIsItsName() {
        Processor processor = Processor.of(List.of(), true);
        assertThat(processor.name()).isEqualTo(System.getProperty("os.arch"));
        assertThat(processor.vendor()).isEmpty();
    }
}
