package org.duress.net.nd4j.layer;

import org.duress.net.nd4j.array.NativeThreads;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A native op on arrays that stay the same, prepared once: handing arrays over takes ten times as long as the rest of a
 * call, and as long as computing where images are small. Not safe for several threads at once.
 */
final class NativeOp {
    private final CustomOp op;
    /** Null on a GPU, where arrays move. */
    private final @Nullable OpContext context;

    private NativeOp(CustomOp op, @Nullable OpContext context) {
        this.op = op;
        this.context = context;
    }

    /** Of an op with all its arrays and arguments. */
    static NativeOp of(CustomOp op) {
        if (NativeThreads.onGpu()) {
            return new NativeOp(op, null);
        }
        OpContext context = Nd4j.getExecutioner().buildContext();
        for (int i = 0; i < op.numInputArguments(); i++) {
            context.setInputArray(i, op.getInputArgument(i));
        }
        for (int i = 0; i < op.numOutputArguments(); i++) {
            context.setOutputArray(i, op.getOutputArgument(i));
        }
        context.setIArguments(op.iArgs());
        context.setTArguments(op.tArgs());
        return new NativeOp(op, context);
    }

    /** Of an op that takes whole numbers, or none. */
    static NativeOp of(String name, INDArray[] in, INDArray[] out, int... integers) {
        return of(Layer.op(name, in, out, integers));
    }

    /** {@code to = a + b}, number by number. */
    static NativeOp sum(INDArray a, INDArray b, INDArray to) {
        return of("add", new INDArray[] {a, b}, new INDArray[] {to});
    }

    /** {@code to = a * b}, number by number. */
    static NativeOp product(INDArray a, INDArray b, INDArray to) {
        return of("multiply", new INDArray[] {a, b}, new INDArray[] {to});
    }

    void run() {
        if (context == null) {
            Nd4j.exec(op);
        } else {
            Nd4j.getExecutioner().exec(op, context);
        }
    }
}
