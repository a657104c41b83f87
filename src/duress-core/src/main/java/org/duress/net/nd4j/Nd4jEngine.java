package org.duress.net.nd4j;

import java.util.Map;
import java.util.function.IntConsumer;
import org.duress.net.Engine;
import org.duress.net.device.Device;
import org.duress.net.nd4j.array.Held;
import org.duress.net.nd4j.array.NativeThreads;
import org.duress.net.nd4j.array.Parameters;

/** ND4J on the device of this JVM. */
public final class Nd4jEngine implements Engine {
    @Override
    public Memory allocate(Map<String, long[]> weights, Map<String, long[]> statistics) {
        Device.resolved(); // every network begins here, before ND4J does
        return new Nd4jMemory(weights, new Held(new Parameters(weights), new Parameters(statistics)));
    }

    @Override
    public void sideBySide(int count, IntConsumer work) {
        NativeThreads.each(count, work);
    }
}
