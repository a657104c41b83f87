package org.duress.net.device;

import java.util.List;
import java.util.Set;

/** What the class path and the machine offer, read without starting ND4J. */
interface DeviceProbe {
    Set<Backend> backends();

    /** Asked only where the answer matters: it starts a process. */
    GpuSurvey gpus();

    /** What is known about GPUs. */
    sealed interface GpuSurvey {
        /**
         * GPUs that CUDA may use.
         *
         * @param gpus not empty
         */
        record Found(List<Gpu> gpus) implements GpuSurvey {
            public Found {
                gpus = List.copyOf(gpus);
            }
        }

        /**
         * None.
         *
         * @param why a clause that goes into a sentence
         */
        record None(String why) implements GpuSurvey {}
    }
}
