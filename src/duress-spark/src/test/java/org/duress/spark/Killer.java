package org.duress.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    /**
     * From now on the next task of this number kills.
     *
     * @param job as its description begins
     */
    static void arm(Path mark, String job, int partition) throws IOException {
        Files.writeString(mark, job + "\n" + partition);
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
                    if (Files.exists(mark) && isMeant(Files.readAllLines(mark)) && Files.deleteIfExists(mark)) {
                        Runtime.getRuntime().halt(137);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            private boolean isMeant(List<String> armed) {
                String job = TaskContext.get().getLocalProperty("spark.job.description");
                return job != null
                        && job.startsWith(armed.get(0))
                        && armed.get(1).equals(String.valueOf(TaskContext.getPartitionId()));
            }
        };
    }
}
