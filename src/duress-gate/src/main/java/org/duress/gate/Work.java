package org.duress.gate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.gate.shard.ShardFacts;
import org.duress.result.Reach;

/**
 * Work on pieces that need nothing of one another, so that it does not matter which machine does which of them.
 *
 * @param <T> what comes of a piece
 */
interface Work<T> extends WorkOrder {
    /** What there is to do. */
    enum Kind {
        /** Asking the model about the clean slices of each batch. */
        CLEAN("baseline", "segmented"),
        /** Trying known counterexamples, and nothing else, on each batch. */
        REPLAY("replay", "attacked"),
        /** Asking the critic that attacks bring about the clean slices of each batch. */
        CRITIC("critic", "scored"),
        /** Trying one sample of the trained attacker on each slice. */
        FIRST_LOOK("first look", "attacked"),
        /** Trying everything on each batch. */
        ATTACK("attack", "attacked"),
        /** Trying on each batch what hurt single slices most. */
        UNIVERSAL("universal", "attacked"),
        /** Attacking copies of the model with planted weaknesses. */
        CANARY("canary", "attacked"),
        /** Asking the model about each batch under natural shifts. */
        SHIFTS("shifts", "shifted");

        private final String phase;
        private final String done;

        Kind(String phase, String done) {
            this.phase = phase;
            this.done = done;
        }

        /** The attack on each batch that goes so far. */
        static Kind of(Reach reach) {
            return switch (reach) {
                case KNOWN -> REPLAY;
                case FIRST_LOOK -> FIRST_LOOK;
                case WHOLE -> ATTACK;
            };
        }

        /** Reads what {@link Work#writeTo} writes first. */
        static Kind read(InputStream in) throws IOException {
            String name = new DataInputStream(in).readUTF();
            return Arrays.stream(values())
                    .filter(kind -> kind.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IOException("nobody knows work of the kind '" + name + "'"));
        }
    }

    Kind kind();

    /** Does a piece here. */
    T here(int piece);

    /** Does pieces here, one after the other, when they are asked for. */
    default IntFunction<T> here() {
        return this::here;
    }

    /** Writes what came of a piece, and what that took; the stream stays open. */
    void write(T done, OutputStream out) throws IOException;

    /** Reads what came of a piece. What that took is counted as if it had been done here. */
    T read(int piece, InputStream in) throws IOException;

    /** What the attacks have in common with those of who asks for the work; nothing where none are needed. */
    ShardFacts facts();

    /** The facts of some attacks. */
    static ShardFacts trained(PreparedAttack attack) {
        return ShardFacts.NONE.with(attack.trained());
    }

    /** What a sentence calls a piece. */
    String named(int piece);

    /** What was done with a piece, to follow "was". */
    default String done() {
        return kind().done;
    }

    @Override
    default String name() {
        return kind().phase;
    }

    @Override
    default void writeTo(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeUTF(kind().name());
        data.flush();
    }
}
