package org.duress.net.nd4j.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.duress.net.device.Device;
import org.duress.net.nd4j.array.Transfer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

class PreparedOpsTest {
    @BeforeAll
    static void theDeviceIsDecided() {
        Device.resolved();
    }

    private static INDArray array(float... values) {
        INDArray array = Nd4j.create(DataType.FLOAT, values.length);
        Transfer.write(values, array);
        return array;
    }

    /** Arrays are known by what they are, not by what is in them. */
    @Test
    void whatWasMadeForArraysIsMadeOnce() {
        PreparedOps<Integer> prepared = new PreparedOps<>();
        AtomicInteger made = new AtomicInteger();
        INDArray a = array(1, 2);
        INDArray alike = array(1, 2);
        assertThat(prepared.get("one", made::incrementAndGet, a)).isEqualTo(1);
        assertThat(prepared.get("one", made::incrementAndGet, a)).isEqualTo(1);
        assertThat(prepared.get("other", made::incrementAndGet, a)).isEqualTo(2);
        assertThat(prepared.get("one", made::incrementAndGet, alike)).isEqualTo(3);
        assertThat(prepared.get("one", made::incrementAndGet, a, alike)).isEqualTo(4);
        assertThat(prepared.get("one", made::incrementAndGet, alike, a)).isEqualTo(5);
        assertThat(prepared.get("one", made::incrementAndGet, a)).isEqualTo(1);
    }

    @Test
    void arraysThatAreNewInEachPassAreNoticed() {
        PreparedOps<Integer> prepared = new PreparedOps<>();
        INDArray[] views = new INDArray[1];
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 5000; i++) {
                        views[0] = array(i);
                        prepared.get("op", () -> 1, views);
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'op'");
    }

    /** Each time of what is in the arrays by then, arguments of both kinds included. */
    @Test
    void anOpRunsAsOftenAsItIsAsked() {
        INDArray a = array(1, 2, 3);
        INDArray b = array(4, -5, 6);
        INDArray to = array(0, 0, 0);
        NativeOp sum = NativeOp.sum(a, b, to);
        NativeOp product = NativeOp.product(a, b, a);
        NativeOp clip = NativeOp.of(DynamicCustomOp.builder("clipbyvalue")
                .addInputs(b)
                .addOutputs(to)
                .addFloatingPointArguments(-1.5, 5.0)
                .build());
        sum.run();
        assertThat(Transfer.read(to)).containsExactly(5, -3, 9);
        product.run();
        product.run();
        assertThat(Transfer.read(a)).containsExactly(16, 50, 108);
        sum.run();
        assertThat(Transfer.read(to)).containsExactly(20, 45, 114);
        clip.run();
        assertThat(Transfer.read(to)).containsExactly(4, -1.5f, 5);
        Transfer.write(new float[] {9, 0, -9}, b);
        clip.run();
        assertThat(Transfer.read(to)).containsExactly(5, 0, -1.5f);
    }
}
