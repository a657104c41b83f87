package org.duress.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/** Kills the executor that begins a certain task, once: as if its machine had lost its power. */
public final class Killer implements SparkPlugin {
    private static final String MARK = "spark.duress.test.kill";

    /** What a context needs for it. */
    static Map<String, String> settings(Path mark) {
        return Map.of("spark.plugins", Killer.class.getName(), MARK, mark.toString());
    }

    /** From now on the next task of this number kills. */
    static void arm(Path mark, int partition) throws IOException {
        Files.writeString(mark, String.valueOf(partition));
    }

    @Override
    public @Nullable DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            private Path mark = Path.of("");

            @Override
            public void init(PluginContext context, Map<String, String> extra) {
                mark = Path.of(context.conf().get(MARK));
            }

            @Override
            public void onTaskStart() {
                try {
                    if (Files.exists(mark)
                            && Files.readString(mark).equals(String.valueOf(TaskContext.getPartitionId()))
                            && Files.deleteIfExists(mark)) {
                        Runtime.getRuntime().halt(137);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
