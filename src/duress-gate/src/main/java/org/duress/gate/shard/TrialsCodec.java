package org.duress.gate.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.duress.attack.gradient.GradientHealth;
import org.duress.base.OrganSets;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.Effort;
import org.duress.gate.evidence.BatchTrials;
import org.duress.gate.evidence.SubstituteCounts;
import org.duress.gate.judge.FindingBytes;

/**
 * What came of the attack on a batch as bytes, deflated, every number bit by bit. Images and labels are not among them:
 * who reads has the batch. Fields are written and read one after the other, so that large ones never lie in memory
 * together.
 */
public final class TrialsCodec {
    /** Part of what shards must have in common: raise it when these bytes, or what they mean, change. */
    public static final int VERSION = 2;

    private TrialsCodec() {}

    /** Writes; the stream stays open. */
    public static void write(BatchTrials trials, OutputStream out) throws IOException {
        Deflated.write(out, data -> write(trials, data));
    }

    private static void write(BatchTrials trials, DataOutputStream out) throws IOException {
        out.writeBoolean(trials.repeatable());
        out.writeUTF(trials.answer().orElse(""));
        out.writeBoolean(trials.changed());
        EffortCodec.write(trials.effort(), out);
        out.writeBoolean(trials.gradients().isPresent());
        if (trials.gradients().isPresent()) {
            GradientHealth health = trials.gradients().get();
            out.writeLong(health.images());
            out.writeLong(health.notFinite());
            out.writeLong(health.zero());
        }
        out.writeBoolean(trials.substitute().isPresent());
        if (trials.substitute().isPresent()) {
            FindingBytes.write(trials.substitute().get().clean(), out);
            FindingBytes.write(trials.substitute().get().attacked(), out);
        }
        TriedCodec.write(trials.slices(), trials.tried(), out);
    }

    /**
     * Reads what was written, and closes the stream.
     *
     * @param batch that was attacked
     * @param sets which organs a class is
     * @throws IOException if these bytes were not written for such a batch, or are damaged
     */
    public static BatchTrials read(InputStream in, Batch batch, OrganSets sets) throws IOException {
        return Deflated.read(in, data -> read(data, batch, sets));
    }

    private static BatchTrials read(DataInputStream in, Batch batch, OrganSets sets) throws IOException {
        boolean repeatable = in.readBoolean();
        String answer = in.readUTF();
        boolean changed = in.readBoolean();
        Effort effort = EffortCodec.read(in);
        Optional<GradientHealth> gradients = in.readBoolean()
                ? Optional.of(new GradientHealth(in.readLong(), in.readLong(), in.readLong()))
                : Optional.empty();
        Optional<SubstituteCounts> substitute = in.readBoolean()
                ? Optional.of(new SubstituteCounts(
                        FindingBytes.dice(sets.organs(), in), FindingBytes.dice(sets.organs(), in)))
                : Optional.empty();
        TriedCodec.Read read = TriedCodec.read(in, batch, sets);
        return new BatchTrials(
                read.slices(),
                read.tried(),
                substitute,
                gradients,
                repeatable,
                answer.isEmpty() ? Optional.empty() : Optional.of(answer),
                changed,
                effort);
    }
}
