package org.duress.spark;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import org.duress.gate.GateListener;

/**
 * What executors count, to be watched while they work, here and in Spark's own pages: no number of a verdict comes from
 * it, for a task that is done twice is counted twice.
 *
 * @param tasks that have ended
 * @param steps of training, attack and judgement
 * @param warnings of all
 */
record Counters(LongAccumulator tasks, LongAccumulator steps, LongAccumulator warnings) implements Serializable {
    private static final long serialVersionUID = 1;

    static Counters of(JavaSparkContext spark, String things) {
        return new Counters(
                spark.sc().longAccumulator("duress: " + things),
                spark.sc().longAccumulator("duress: steps"),
                spark.sc().longAccumulator("duress: warnings"));
    }

    /** On the driver. */
    long done() {
        return tasks.value();
    }

    /** What there is to say of them. */
    String text() {
        return (steps.value() > 0 ? ", " + steps.value() + " steps" : "")
                + (warnings.value() > 0 ? ", " + warnings.value() + " warnings there" : "");
    }

    /** For a task. */
    GateListener listener() {
        return new GateListener() {
            @Override
            public void begin(Stage stage) {}

            @Override
            public void end(Stage stage, String summary) {}

            @Override
            public void step(String phase, int done, int total, String detail) {
                steps.add(1);
            }

            @Override
            public void warn(String sentence) {
                warnings.add(1);
            }
        };
    }
}
