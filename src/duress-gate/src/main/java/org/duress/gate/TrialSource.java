package org.duress.gate;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.IntFunction;
import org.duress.EnvironmentException;
import org.duress.gate.attack.BatchAttack;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.evidence.BatchTrials;
import org.duress.gate.shard.ShardFacts;
import org.duress.gate.shard.Shards;
import org.duress.gate.shard.TrialsCodec;

/** Where what the attack on each batch came to is from. */
interface TrialSource {
    /** From this machine, which attacks one batch after the other. */
    TrialSource HERE = (measured, here) -> {
        Baseline baseline = measured.baseline();
        return b -> here.of(baseline.batches().get(b), baseline.answers().get(b));
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
                return TrialSource.of((batch, subject, first) ->
                                shards.open(measured.baseline().batches().get(batch), subjects.indexOf(subject)))
                        .trials(measured, here);
            }

            @Override
            public void require(ShardFacts run) {
                shards.require(run);
            }
        };
    }

    /** From bytes that {@link BatchWork} wrote. What that took is counted as if it had been done here. */
    static TrialSource of(AttackedElsewhere elsewhere) {
        return (measured, here) -> {
            Baseline baseline = measured.baseline();
            return b -> {
                var batch = baseline.batches().get(b);
                try (InputStream in = elsewhere.open(b, batch.subject(), batch.first())) {
                    BatchTrials trials = TrialsCodec.read(in, batch, baseline.sets());
                    measured.opened().counted().add(trials.effort());
                    return trials;
                } catch (IOException e) {
                    throw new EnvironmentException(
                            "what came of the attack on " + batch.kind().image() + " " + (batch.first() + 1) + " of "
                                    + batch.subject() + " cannot be read (" + e.getMessage() + "); attack it again",
                            e);
                }
            };
        };
    }
}
