package org.duress.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.duress.DuressException;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files that stand for much work or much memory. */
class LargeGraphsTest {
    /** Far more than what grows with the number of nodes takes, far less than what grows with its square. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private static ModelBuilder chain(int length, String type) {
        ModelBuilder model = ModelBuilder.ofImage(13).conv("image", "x0", 1, 3, 3);
        for (int i = 0; i < length; i++) {
            model.node(type, "x" + i, "x" + (i + 1));
        }
        return model.output("x" + length);
    }

    private void refused(ModelBuilder model, String... parts) {
        refused(model.spec(folder), parts);
    }

    private static void refused(ModelSpec spec, String... parts) {
        assertTimeout(
                LIMIT,
                () -> assertThatThrownBy(() -> new OnnxFormat().open(spec))
                        .isInstanceOf(DuressException.class)
                        .satisfies(
                                e -> assertThat(e.getMessage()).contains(parts).contains(";")));
    }

    @Test
    void aLongChainIsReadInTimeAndATooLongOneIsRefused() {
        assertTimeout(
                LIMIT,
                () -> new OnnxFormat().open(chain(2_000, "Relu").spec(folder)).close());
        assertTimeout(
                LIMIT,
                () -> new OnnxFormat()
                        .open(chain(3_990, "Identity").spec(folder))
                        .close());
        refused(chain(20_000, "Relu"), "test.onnx has 20001 operators, more than the 4000");
    }

    @Test
    void aChainThatFillsTheMemoryIsRefused() {
        ModelBuilder model = ModelBuilder.ofImage(13).conv("image", "x0", 1, 64, 3);
        // 64 numbers for each pixel, 300 times.
        for (int i = 0; i < 300; i++) {
            model.node("Relu", "x" + i, "x" + (i + 1));
        }
        refused(model.output("x300"), "is more than a segmentation model needs for");
    }

    @Test
    void sizesThatGrowWithoutNeedAreRefused() {
        ModelBuilder tall = ModelBuilder.ofImage(13)
                .floats("k", new int[] {4}, 1, 1, 80, 80)
                .conv("image", "a", 1, 3, 3)
                .node("Resize", "a - k", "y")
                .output("y");
        refused(tall, "(Resize): a layer of 10240 x 10240 pixels with 3 channels");
        ModelBuilder padded = ModelBuilder.ofImage(13)
                .longs("p", 0, 0, 4096, 4096, 0, 0, 4096, 4096)
                .conv("image", "a", 1, 3, 3)
                .node("Pad", "a p", "y")
                .output("y");
        refused(padded, "(Pad): a layer of 8320 x 8320 pixels with 3 channels");
        ModelBuilder wide = ModelBuilder.ofImage(13)
                .longs("s", 1, 3, 30_000, 30_000)
                .conv("image", "a", 1, 3, 3)
                .node("GlobalAveragePool", "a", "b")
                .node("Expand", "b s", "y")
                .output("y");
        refused(wide, "(Expand): a layer of 30000 x 30000 pixels");
        ModelBuilder slow = ModelBuilder.ofImage(13)
                .conv("image", "a", 1, 3, 3)
                .node("MaxPool", "a", "y", "kernel_shape", new int[] {2001, 2001}, "pads", new int[] {
                    1000, 1000, 1000, 1000
                })
                .output("y");
        refused(slow, "is more than a segmentation model needs for");
        ModelBuilder stride = ModelBuilder.ofImage(13)
                .weights("w", 64, 64, 1, 1)
                .conv("image", "a", 1, 64, 3)
                .node("Conv", "a w", "y", "strides", new int[] {4096, 4096})
                .output("y");
        refused(stride, "is more than a segmentation model needs for");
    }

    @Test
    void constantsThatGrowWithoutNeedAreRefused() {
        ModelBuilder made = ModelBuilder.ofImage(13)
                .longs("s", 1, 1, 4000, 4000)
                .node("ConstantOfShape", "s", "k")
                .conv("image", "a", 1, 3, 3)
                .node("Add", "a k", "y")
                .output("y");
        refused(made, "no shape needs 16000000 numbers");
        ModelBuilder doubled = ModelBuilder.ofImage(13).longs("c0", 1, 2, 3, 4);
        for (int i = 0; i < 40; i++) {
            doubled.node("Concat", "c" + i + " c" + i, "c" + (i + 1), "axis", 0);
        }
        refused(
                doubled.conv("image", "a", 1, 3, 3)
                        .node("Reshape", "a c40", "y")
                        .output("y"),
                "more numbers made of constants than the file has");
        ModelBuilder many = ModelBuilder.ofImage(13).longs("s", 1, 1, 2000, 2000);
        String last = "a";
        for (int i = 0; i < 40; i++) {
            many.node("ConstantOfShape", "s", "k" + i).node("Shape", "k" + i, "t" + i);
        }
        many.conv("image", "a", 1, 3, 3);
        for (int i = 0; i < 40; i++) {
            many.node("Slice", last + " t" + i + " t" + i, "b" + i);
            last = "b" + i;
        }
        refused(many.output(last), "more numbers made of constants than the file has");
        ModelBuilder moved = ModelBuilder.ofImage(13)
                .conv("image", "a", 1, 64, 1)
                .longs(
                        "i",
                        Collections.nCopies(1 << 19, 5).stream()
                                .mapToInt(Integer::intValue)
                                .toArray())
                .node("Gather", "a i", "y", "axis", 1)
                .output("y");
        refused(moved, "another order of 64 channels");
    }
}
