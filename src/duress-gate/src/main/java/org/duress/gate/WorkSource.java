package org.duress.gate;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.IntFunction;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.data.Subject;
import org.duress.gate.baseline.Batch;
import org.duress.gate.shard.ShardFacts;
import org.duress.gate.shard.Shards;

/** Who does the work that needs not be done here. */
interface WorkSource {
    /** This machine, one piece after the other, when it is asked for. */
    WorkSource HERE = new WorkSource() {
        @Override
        public <T> IntFunction<T> of(Work<T> work) {
            return work.here();
        }
    };

    /**
     * Has it done.
     *
     * @return what came of each piece, by its place; asked for in their order, each once, the last ones perhaps never
     */
    <T> IntFunction<T> of(Work<T> work);

    /**
     * Refuses what was done for another run.
     *
     * @throws DuressException if it does not belong to a run of which this is known
     */
    default void require(ShardFacts run) {}

    /** Shards, which have the attack on each batch; all other work is done here. */
    static WorkSource of(Shards shards) {
        return new WorkSource() {
            @Override
            public <T> IntFunction<T> of(Work<T> work) {
                if (!(work instanceof AttackWork attack) || work.kind() != Work.Kind.ATTACK) {
                    return work.here();
                }
                shards.require(work.facts());
                List<String> subjects = attack.on().opened().split().gate().stream()
                        .map(Subject::id)
                        .toList();
                return piece -> {
                    Batch batch = attack.batches().get(piece);
                    return read(work, piece, () -> shards.open(batch, subjects.indexOf(batch.subject())));
                };
            }

            @Override
            public void require(ShardFacts run) {
                shards.require(run);
            }
        };
    }

    /** Machines that {@link BatchWork} works on: what each wrote says what its work has in common with this run. */
    static WorkSource of(WorkElsewhere elsewhere) {
        return new WorkSource() {
            private ShardFacts run = ShardFacts.NONE;

            @Override
            public <T> IntFunction<T> of(Work<T> work) {
                ShardFacts facts = run.and(work.facts());
                WorkElsewhere.Done done = elsewhere.begin(work);
                return piece -> read(work, piece, () -> {
                    InputStream in = done.open(piece);
                    facts.otherwise(ShardFacts.read(in)).ifPresent(other -> {
                        throw new DuressException(work.named(piece) + " was " + work.done() + " elsewhere with " + other
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

    /** Opens what came of a piece. */
    @FunctionalInterface
    interface Opening {
        InputStream open() throws IOException;
    }

    private static <T> T read(Work<T> work, int piece, Opening opening) {
        try (InputStream in = opening.open()) {
            return work.read(piece, in);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "what came of " + work.named(piece) + ", which was " + work.done() + " elsewhere, cannot be read ("
                            + e.getMessage() + "); have it done again",
                    e);
        }
    }
}
