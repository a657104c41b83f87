package org.duress.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.StorageLevel;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.Progress;

/**
 * One job of Spark, a task a partition: what an executor has lost with its tasks is done again by another.
 *
 * @param phase what is being done, as progress says it
 * @param things what is counted, in the plural
 * @param counters of the job
 */
record Job(JavaSparkContext spark, String phase, String things, Counters counters, Progress listener) {
    private static final long LOOK_MILLIS = 500;
    private static final String DESCRIPTION = "spark.job.description";

    /**
     * Does all tasks.
     *
     * @return what each came to, in the order of the tasks
     * @throws DuressException if the job failed or the thread was interrupted
     */
    <A extends Serializable, T extends Serializable> List<Answer<T>> of(List<A> tasks, Function<A, Answer<T>> work) {
        return begun(
                () -> awaited(spark.parallelize(tasks, tasks.size()).map(work).collectAsync(), tasks.size()));
    }

    /**
     * Does all tasks, and leaves what they came to on the disks of the executors until it is asked for.
     *
     * @return what each came to, in the order of the tasks, fetched one by one; what was lost since is made again
     * @throws DuressException if the job failed or the thread was interrupted
     */
    <A extends Serializable, T extends Serializable> Iterator<Answer<T>> kept(
            List<A> tasks, Function<A, Answer<T>> work) {
        JavaRDD<Answer<T>> all =
                spark.parallelize(tasks, tasks.size()).map(work).persist(StorageLevel.DISK_ONLY());
        begun(() -> awaited(all.countAsync(), tasks.size()));
        Iterator<Answer<T>> answers = all.toLocalIterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return answers.hasNext();
            }

            @Override
            public Answer<T> next() {
                Answer<T> next = answers.next();
                if (!answers.hasNext()) {
                    all.unpersist(false);
                }
                return next;
            }
        };
    }

    /** In Spark's pages by its name; the context is another's, and keeps what it had. */
    private <T> T begun(Supplier<T> work) {
        String before = spark.getLocalProperty(DESCRIPTION);
        spark.setLocalProperty(DESCRIPTION, "duress: " + phase);
        try {
            return work.get();
        } finally {
            spark.setLocalProperty(DESCRIPTION, before);
        }
    }

    private <T> T awaited(JavaFutureAction<T> future, int tasks) {
        long told = -1;
        while (true) {
            try {
                T done = future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                tell(tasks, tasks);
                return done;
            } catch (TimeoutException e) {
                long now = Math.min(tasks, counters.done());
                if (now != told && now < tasks) {
                    tell(now, tasks);
                }
                told = now;
            } catch (InterruptedException e) {
                future.cancel(true);
                Thread.currentThread().interrupt();
                throw new DuressException(
                        "interrupted before all " + things + " were done; there is no verdict, run the test again", e);
            } catch (ExecutionException e) {
                throw failed(e);
            }
        }
    }

    private void tell(long done, int tasks) {
        // The driver is one of them, and works itself only where there is no other.
        int executors = Math.max(1, spark.sc().statusTracker().getExecutorInfos().length - 1);
        String machines = executors == 1 ? "1 executor" : executors + " executors";
        listener.step(phase, (int) done, tasks, machines + counters.text());
    }

    private static DuressException failed(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = String.valueOf(cause.getMessage());
        if (message.contains("ClassNotFoundException: org.duress") || message.contains("SerializedLambda")) {
            return new EnvironmentException(
                    "the executors do not have Duress on their class path; give it to them with spark.jars,"
                            + " spark.jars.packages or spark.executor.extraClassPath",
                    e);
        }
        return new EnvironmentException(
                "the Spark job failed (" + message.lines().findFirst().orElse("no reason given")
                        + "); look at the logs of its executors, and run it again: what was trained is in the store",
                e);
    }
}
