package org.duress.gate.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.duress.gate.baseline.CostMeter.Account;
import org.duress.gate.baseline.CostMeter.Cost;
import org.duress.gate.baseline.CostMeter.Work;
import org.duress.gate.baseline.Effort;
import org.duress.result.Passes;
import org.duress.spec.Contender;

/** What some work took, as bytes. */
final class EffortCodec {
    private EffortCodec() {}

    static void write(Effort effort, DataOutputStream out) throws IOException {
        out.writeLong(effort.asked());
        write(effort.passes(), out);
        out.writeInt(effort.charged().size());
        for (Map.Entry<Account, Cost> charge : effort.charged().entrySet()) {
            out.writeUTF(charge.getKey().contender().name());
            out.writeUTF(charge.getKey().work().name());
            write(charge.getValue().passes(), out);
            out.writeLong(charge.getValue().nanoseconds());
        }
    }

    private static void write(Passes passes, DataOutputStream out) throws IOException {
        out.writeLong(passes.forward());
        out.writeLong(passes.backward());
    }

    static Effort read(DataInputStream in) throws IOException {
        long asked = in.readLong();
        Passes passes = passes(in);
        Map<Account, Cost> charged = new HashMap<>();
        int accounts = in.readInt();
        for (int k = 0; k < accounts; k++) {
            Account account = new Account(Contender.valueOf(in.readUTF()), Work.valueOf(in.readUTF()));
            charged.put(account, new Cost(passes(in), in.readLong()));
        }
        return new Effort(asked, passes, charged);
    }

    private static Passes passes(DataInputStream in) throws IOException {
        return new Passes(in.readLong(), in.readLong());
    }
}
