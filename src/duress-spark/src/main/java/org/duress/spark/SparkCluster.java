package org.duress.spark;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.duress.EnvironmentException;
import org.duress.gate.ClusterGate;
import org.duress.gate.GateListener;
import org.duress.gate.Surroundings;
import org.duress.result.GateOutcome;

/** {@link SparkGate} for those who do not know Spark, such as the command line. */
public final class SparkCluster implements ClusterGate {
    @Override
    public GateOutcome run(Place place, String spec, Surroundings surroundings, GateListener listener) {
        return withSpark(() -> OnSpark.run(place, spec, surroundings, listener));
    }

    @Override
    public List<String> sweep(
            Place place, List<String> specs, Map<String, List<String>> settings, Path reports, GateListener listener) {
        return withSpark(() -> OnSpark.sweep(place, specs, settings, reports, listener));
    }

    private static <T> T withSpark(Supplier<T> work) {
        try {
            return work.get();
        } catch (NoClassDefFoundError e) {
            if (String.valueOf(e.getMessage()).matches("(org/apache/spark|scala)/.*")) {
                throw new EnvironmentException(
                        "Spark is not on the class path; start the command with spark-submit, or add"
                                + " org.apache.spark:spark-core_2.13",
                        e);
            }
            throw e;
        }
    }

    /** Everything that needs Spark's classes, which are not looked for before it is used. */
    private static final class OnSpark {
        static GateOutcome run(Place place, String spec, Surroundings surroundings, GateListener listener) {
            try (JavaSparkContext spark = SparkMaster.connect(place.master(), place.settings());
                    SparkGate gate = gate(spark, place)) {
                return gate.run(spec, place.properties(), surroundings, listener);
            }
        }

        static List<String> sweep(
                Place place,
                List<String> specs,
                Map<String, List<String>> settings,
                Path reports,
                GateListener listener) {
            try (JavaSparkContext spark = SparkMaster.connect(place.master(), place.settings());
                    SparkGate gate = gate(spark, place)) {
                return gate.sweep(specs, place.properties(), settings, reports, listener);
            }
        }

        private static SparkGate gate(JavaSparkContext spark, Place place) {
            return place.ship() ? SparkGate.shipping(spark, place.store()) : SparkGate.seeing(spark, place.store());
        }
    }
}
