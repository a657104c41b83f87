package org.duress.spark;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.gate.Surroundings;
import org.duress.gate.WorkElsewhere;
import org.duress.result.GateOutcome;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;

/**
 * The gate on the executors of Spark. A spec is named by the path of its file, or by its address on a file system of
 * Hadoop; its model and its data are opened once an executor. An executor that is lost costs what it was working on,
 * which another does again; what is measured is what one machine would measure, to the bit, however many there are.
 */
public final class SparkGate implements AutoCloseable {
    private final JavaSparkContext spark;
    private final Shipping shipping;
    private final Path store;

    private SparkGate(JavaSparkContext spark, Shipping shipping, Path store) {
        this.spark = spark;
        this.shipping = shipping;
        this.store = store.toAbsolutePath();
    }

    /** A path takes an address for the name of a folder here. */
    private static Path folder(Path store) {
        if (store.toString().matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
            throw new DuressException("the store '" + store
                    + "' is an address, and a store is a folder that all machines"
                    + " see, on a file system that renames in one step; set " + DuressProperties.STORE + " to one");
        }
        return store;
    }

    /**
     * A gate whose executors see the files of specs on the paths that the driver has for them.
     *
     * @param spark stays open
     * @param store folder of the trained attackers, which all executors see too; where each has its own, each trains
     */
    public static SparkGate seeing(JavaSparkContext spark, Path store) {
        return new SparkGate(spark, new Shipping(spark, false), folder(store));
    }

    /**
     * A gate that ships the files of specs with its jobs.
     *
     * @param spark stays open
     * @param store as in {@link #seeing}
     */
    public static SparkGate shipping(JavaSparkContext spark, Path store) {
        return new SparkGate(spark, new Shipping(spark, true), folder(store));
    }

    /**
     * Runs the gate for one spec today, outside of continuous integration; see the other.
     *
     * @param counterexamples their folder, for specs that name none; made when there is one to keep
     * @param search what is done with those of earlier runs
     */
    public GateOutcome run(
            String spec, Map<String, String> properties, Path counterexamples, Search search, GateListener listener) {
        return run(spec, properties, Surroundings.of(Optional.of(counterexamples), search), listener);
    }

    /**
     * Runs the gate for one spec. The attacker is trained here, or comes from the store; executors ask the model about
     * the gate slices, clean and attacked, a batch a task; all that follows, to the verdict, is made here of what they
     * found.
     *
     * @param spec path or address
     * @param properties that override it, by their full names
     * @param surroundings of the driver; executors get or see its counterexamples as the files of specs, and go by the
     *     limits that count on its day
     * @return what {@link RobustnessGate#run} gives on this machine
     * @throws DuressException as {@link RobustnessGate#run}, if a file cannot be reached, or the job failed
     */
    public GateOutcome run(
            String spec, Map<String, String> properties, Surroundings surroundings, GateListener listener) {
        ShippedSpec shipped = shipping.of(spec, properties);
        try (Opened opened = Opened.of(shipped)) {
            String run = UUID.randomUUID().toString();
            Surroundings day = surroundings.onOneDay();
            ShippedSpec limited = shipped.limited(day.limits(opened.spec()));
            ShippedFile known = day.counterexamples(opened.spec())
                    .filter(Files::isDirectory)
                    .map(shipping::file)
                    .orElse(null);
            WorkElsewhere executors = order -> {
                Counters counters = Counters.of(spark, order.name() + " of " + order.things());
                PieceTask task = new PieceTask(
                        run, limited, store.toString(), known, day.search(), shipping.order(order), counters);
                Job job = new Job(spark, order.name() + " on executors", order.things(), counters, listener);
                Iterator<Answer<byte[]>> answers =
                        job.kept(IntStream.range(0, order.pieces()).boxed().toList(), task);
                return piece -> new ByteArrayInputStream(answers.next().get());
            };
            return new RobustnessGate(store, day)
                    .run(opened.spec(), opened.model(), opened.cohort(), executors, listener)
                    .diagnosed(opened.model());
        }
    }

    /**
     * Trains, attacks and judges every spec under every combination of settings, a combination a task.
     *
     * @param specs paths or addresses
     * @param properties that override all specs, by their full names
     * @param settings the values of each key to be set, as in {@code attack.seed}: 1, 2, 3
     * @param reports folder that the reports are written to, each under its spec's name and settings
     * @return a sentence for each that came to a verdict
     * @throws DuressException if a spec or a setting is wrong; or, after all others were reported, the first that came
     *     to no verdict
     */
    public List<String> sweep(
            List<String> specs,
            Map<String, String> properties,
            Map<String, List<String>> settings,
            Path reports,
            Progress listener) {
        List<ShippedSpec> shipped =
                specs.stream().map(spec -> shipping.of(spec, properties)).toList();
        List<Point> points = Point.of(shipped.size(), settings);
        // What is wrong with a setting is known before anything is trained.
        List<String> names = points.stream()
                .map(point -> point.name(
                        shipped.get(point.spec()).spec(point.settings()).name()))
                .toList();
        String job = UUID.randomUUID().toString();
        String folder = store.toString();
        Counters counters = Counters.of(spark, "specs judged");
        List<Answer<Reported>> answers = new Job(spark, "sweep", "specs", counters, listener)
                .of(points, point -> judged(job, shipped.get(point.spec()), point, folder, counters));
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Reported reported = answers.get(i).value();
            if (reported != null) {
                reported.writeTo(reports);
                sentences.add(names.get(i) + ": " + reported.verdict() + "; " + String.join("; ", reported.reasons()));
            }
        }
        answers.forEach(Answer::get);
        return sentences;
    }

    private static Answer<Reported> judged(
            String job, ShippedSpec shipped, Point point, String store, Counters counters) {
        Answer<Reported> answer = Answer.of(() -> Opened.with(job + point.spec(), shipped, opened -> {
            RobustnessSpec spec = shipped.spec(point.settings());
            GateOutcome outcome = new RobustnessGate(Path.of(store))
                    .run(
                            spec.with(opened.spec().model())
                                    .with(opened.spec().cohort())
                                    .named(point.name(spec.name())),
                            opened.model(),
                            opened.cohort(),
                            counters.listener());
            return Reported.of(outcome);
        }));
        counters.tasks().add(1);
        return answer;
    }

    @Override
    public void close() {
        shipping.close();
    }
}
