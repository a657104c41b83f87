package org.duress.gate;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.IntFunction;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.ReadAhead;
import org.duress.gate.attack.BatchAttack;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.evidence.BatchTrials;
import org.duress.gate.shard.ShardFacts;
import org.duress.gate.shard.Shards;
import org.duress.gate.shard.TrialsCodec;

/** Where what the attack on each batch came to is from. */
interface TrialSource {
    /** From this machine, which attacks one batch after the other. */
    TrialSource HERE = (measured, here) -> {
        Baseline baseline = measured.baseline();
        ReadAhead ahead = baseline.readAhead();
        return b -> {
            ahead.at(b);
            return here.of(baseline.batches().get(b), baseline.answers().get(b));
        };
    };

    /**
     * What the attack on each batch came to, by the batch's place.
     *
     * @param here attacks a batch
     */
    IntFunction<BatchTrials> trials(Measured measured, BatchAttack here);

    /**
     * Refuses what was attacked for another run.
     *
     * @throws org.duress.DuressException if it does not belong to a run of which this is known
     */
    default void require(ShardFacts run) {}

    /** From shards. */
    static TrialSource of(Shards shards) {
        return new TrialSource() {
            @Override
            public IntFunction<BatchTrials> trials(Measured measured, BatchAttack here) {
                List<String> subjects = measured.opened().split().gate().stream()
                        .map(subject -> subject.id())
                        .toList();
                return b -> {
                    Batch batch = measured.baseline().batches().get(b);
                    return read(measured, b, () -> shards.open(batch, subjects.indexOf(batch.subject())));
                };
            }

            @Override
            public void require(ShardFacts run) {
                shards.require(run);
            }
        };
    }

    /** From bytes that {@link BatchWork} wrote, each batch's with what it has in common with this run. */
    static TrialSource of(AttackedElsewhere elsewhere) {
        return new TrialSource() {
            private ShardFacts run = ShardFacts.NONE;

            @Override
            public IntFunction<BatchTrials> trials(Measured measured, BatchAttack here) {
                return b -> read(measured, b, () -> {
                    Batch batch = measured.baseline().batches().get(b);
                    InputStream in = elsewhere.open(b, batch.subject(), batch.first());
                    run.otherwise(ShardFacts.read(in)).ifPresent(other -> {
                        throw new DuressException(named(batch) + " was attacked elsewhere with " + other
                                + "; let all machines have the same spec, model, data, store and processors");
                    });
                    return in;
                });
            }

            @Override
            public void require(ShardFacts more) {
                run = run.and(more);
            }
        };
    }

    /** Opens what came of a batch. */
    @FunctionalInterface
    interface Opening {
        InputStream open() throws IOException;
    }

    /** What came of a batch. What that took is counted as if it had been done here. */
    private static BatchTrials read(Measured measured, int b, Opening opening) {
        Batch batch = measured.baseline().batches().get(b);
        try (InputStream in = opening.open()) {
            BatchTrials trials = TrialsCodec.read(in, batch, measured.baseline().sets());
            measured.opened().counted().add(trials.effort());
            return trials;
        } catch (IOException e) {
            throw new EnvironmentException(
                    "what came of the attack on " + named(batch) + " cannot be read (" + e.getMessage()
                            + "); attack it again",
                    e);
        }
    }

    private static String named(Batch batch) {
        return batch.kind().image() + " " + (batch.first() + 1) + " of " + batch.subject();
    }
}
