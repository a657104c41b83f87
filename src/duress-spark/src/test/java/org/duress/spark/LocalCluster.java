package org.duress.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Two executors of this machine, each a process with a core and 2 GiB, and no installation of Spark: its workers start
 * executors from an empty {@code SPARK_HOME}, with this JVM's class path.
 */
final class LocalCluster {
    static final String MASTER = "local-cluster[2,1,2048]";

    private LocalCluster() {}

    /** Where workers look for Spark. */
    static Path home() {
        return Path.of(Objects.requireNonNull(System.getenv("SPARK_HOME"), "SPARK_HOME, which the build sets"))
                .toAbsolutePath();
    }

    static Map<String, String> settings() {
        try {
            Files.createDirectories(home().resolve("jars"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> settings = new TreeMap<>();
        settings.put("spark.ui.enabled", "false");
        settings.put("spark.executor.memory", "1g");
        settings.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        settings.put("spark.executor.extraJavaOptions", "-Dorg.nd4j.log.initialization=false");
        settings.put("spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
        return settings;
    }

    /**
     * A context on it.
     *
     * @param more settings
     */
    static JavaSparkContext start(Map<String, String> more) {
        Map<String, String> settings = settings();
        settings.putAll(more);
        return SparkMaster.connect(MASTER, settings);
    }
}
