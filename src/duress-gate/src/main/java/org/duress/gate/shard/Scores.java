package org.duress.gate.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A critic's scores as bytes, which know where they end. */
public final class Scores {
    private static final int MOST = 1 << 27;

    private Scores() {}

    /** Writes; the stream stays open. */
    public static void write(double[] scores, OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(scores.length);
        for (double score : scores) {
            data.writeDouble(score);
        }
        data.flush();
    }

    /**
     * Reads what was written, and nothing that follows.
     *
     * @throws IOException if these bytes were not written so
     */
    public static double[] read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        int count = data.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException(count + " scores");
        }
        double[] scores = new double[count];
        for (int i = 0; i < count; i++) {
            scores[i] = data.readDouble();
        }
        return scores;
    }
}
