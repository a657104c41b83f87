package org.duress.model;

import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.ModelException;
import org.duress.net.device.Processor;

/**
 * What computes a model's answers and gradients, as a message names it when they turn out to be wrong.
 *
 * @param name for example {@code PyTorch 2.7.1}
 * @param machines whether it is a library that may be wrong on one machine and right on another; else the model's own
 *     code
 * @param wayOut what to do, a clause without a full stop
 */
public record ComputeEngine(String name, boolean machines, String wayOut) {
    /** Of a model whose pullback somebody wrote by hand. */
    static final ComputeEngine OWN_CODE = new ComputeEngine(
            "the model's own pullback",
            false,
            "mend its inputGradient, or attack the model by its answers alone, with attack.contenders [substitute,"
                    + " query]");

    /**
     * An engine that this machine runs.
     *
     * @param name with its version
     * @param wayOut what to do where it is wrong, a clause without a full stop
     */
    public static ComputeEngine library(String name, String wayOut) {
        return new ComputeEngine(name, true, wayOut);
    }

    /**
     * The error that says so: a broken machine where a library is wrong, a wrong model where the model's own code is.
     *
     * @param what it gets wrong, with numbers, as a clause: {@code gives wrong gradients}
     * @param seen the numbers that show it
     */
    public DuressException fault(String what, String seen) {
        return machines
                ? new EnvironmentException(name + " " + what + " on this processor ("
                        + Processor.here().name() + "): " + seen + "; " + wayOut)
                : new ModelException(name + " " + what + ": " + seen + "; " + wayOut);
    }
}
