package org.duress.gate.shard;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.duress.base.Grid;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.CleanAnswer;
import org.duress.gate.baseline.Effort;
import org.duress.gate.baseline.KeptAnswer;

/** What the model said of the clean slices of a batch as bytes: classes, and of the probabilities a fingerprint. */
public final class CleanCodec {
    private CleanCodec() {}

    /** Writes; the stream stays open. */
    public static void write(CleanAnswer clean, OutputStream out) throws IOException {
        Deflated.write(out, data -> {
            EffortCodec.write(clean.effort(), data);
            data.writeUTF(clean.answer().fingerprint());
            data.write(clean.answer().classes().values());
        });
    }

    /**
     * Reads what was written, and closes the stream.
     *
     * @param batch that was segmented
     * @throws IOException if these bytes were not written for such a batch, or are damaged
     */
    public static CleanAnswer read(InputStream in, Batch batch) throws IOException {
        return Deflated.read(in, data -> {
            Effort effort = EffortCodec.read(data);
            String fingerprint = data.readUTF();
            Grid grid = batch.slices().get(0).grid();
            byte[] classes = new byte[batch.slices().size() * grid.voxels()];
            data.readFully(classes);
            return new CleanAnswer(KeptAnswer.elsewhere(fingerprint, classes, grid), effort);
        });
    }
}
