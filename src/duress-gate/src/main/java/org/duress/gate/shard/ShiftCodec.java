package org.duress.gate.shard;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.duress.gate.baseline.Effort;
import org.duress.gate.shift.ShiftCounts;
import org.duress.metric.Dice;

/** What the model did with a batch under natural shifts as bytes. */
public final class ShiftCodec {
    private ShiftCodec() {}

    /** Writes; the stream stays open. */
    public static void write(ShiftCounts done, OutputStream out) throws IOException {
        Deflated.write(out, data -> {
            EffortCodec.write(done.effort(), data);
            data.writeInt(done.counts().size());
            for (Dice count : done.counts()) {
                data.writeLong(count.intersection());
                data.writeLong(count.predicted());
                data.writeLong(count.reference());
            }
        });
    }

    /**
     * Reads what was written, and closes the stream.
     *
     * @throws IOException if these bytes were not written for so many shifts and organs, or are damaged
     */
    public static ShiftCounts read(InputStream in, int shifts, int organs) throws IOException {
        return Deflated.read(in, data -> {
            Effort effort = EffortCodec.read(data);
            int count = data.readInt();
            if (count != ShiftCounts.size(shifts, organs)) {
                throw new IOException(count + " counts under natural shifts");
            }
            List<Dice> counts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                counts.add(new Dice(data.readLong(), data.readLong(), data.readLong()));
            }
            return new ShiftCounts(counts, organs, effort);
        });
    }
}
