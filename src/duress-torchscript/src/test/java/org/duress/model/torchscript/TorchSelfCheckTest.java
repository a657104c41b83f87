package org.duress.model.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.engine.PtNDManager;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.duress.EnvironmentException;
import org.duress.model.torchscript.TorchSelfCheck.Known;
import org.duress.net.device.Processor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TorchSelfCheckTest {
    private static final PtNDManager TORCH = TorchEngine.newManager();

    @AfterAll
    static void close() {
        TORCH.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatTorchComputesHereIsRightWithOneDnnOrWithout(Known known) {
        assertThat(TorchSelfCheck.right(TORCH, known, known.numbers())).isTrue();
        assertThat(TorchNatives.useOneDnn(false)).isTrue();
        try {
            assertThat(TorchSelfCheck.right(TORCH, known, known.numbers())).isTrue();
        } finally {
            TorchNatives.useOneDnn(true);
        }
    }

    /** An answer, and a gradient. */
    @ParameterizedTest
    @EnumSource
    void oneWrongValueIsNoticed(Known known) {
        for (int index : new int[] {known.images(), 2 * known.images() + 2 * known.answers() - 1}) {
            float[] numbers = known.numbers();
            numbers[index] += 0.01f;
            assertThat(TorchSelfCheck.right(TORCH, known, numbers)).isFalse();
            numbers[index] = Float.NaN;
            assertThat(TorchSelfCheck.right(TORCH, known, numbers)).isFalse();
        }
    }

    @Test
    void oneDnnIsSwitchedOffWhereItIsWrongAndTorchRefusedWhereThatDoesNotHelp() {
        Iterator<Boolean> mended = List.of(false, true).iterator();
        TorchSelfCheck.require(mended::next, () -> true, "2.7.1");
        assertThat(mended.hasNext()).isFalse();
        String sentence =
                "PyTorch 2.7.1 computes wrong values or gradients on this processor \\(.+\\), as a small module whose"
                        + " values are known shows; export the model to ONNX \\(model.format: onnx\\), or start the"
                        + " JVM with the"
                        + " environment variable ONEDNN_MAX_CPU_ISA=SSE41";
        assertThatThrownBy(() -> TorchSelfCheck.require(() -> false, () -> true, "2.7.1"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageMatching(sentence);
        assertThatThrownBy(() -> TorchSelfCheck.require(() -> false, () -> false, "2.7.1"))
                .hasMessageMatching(sentence);
    }

    @Test
    void onlyTheProcessorThatIsKnownToMisleadOneDnnIsHeldBack() {
        Set<String> flags = Set.of("avx2", "avx512f");
        assertThat(new Processor("AuthenticAMD", "AMD EPYC", flags, false).misleadsOneDnn())
                .isTrue();
        assertThat(new Processor("AuthenticAMD", "AMD EPYC", flags, true).misleadsOneDnn())
                .isFalse();
        assertThat(new Processor("AuthenticAMD", "AMD EPYC", Set.of("avx2"), false).misleadsOneDnn())
                .isFalse();
        assertThat(new Processor("GenuineIntel", "Xeon", flags, false).misleadsOneDnn())
                .isFalse();
    }
}
