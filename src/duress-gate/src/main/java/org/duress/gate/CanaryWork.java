package org.duress.gate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.baseline.Effort;
import org.duress.gate.canary.Canaries;
import org.duress.gate.canary.Ground;
import org.duress.gate.canary.Plot;
import org.duress.gate.canary.Plot.Purpose;
import org.duress.gate.canary.Plot.Spot;
import org.duress.gate.evidence.GrownPlant;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.gate.shard.PlantCodec;
import org.duress.gate.shard.Scores;
import org.duress.gate.shard.ShardFacts;
import org.duress.result.CanaryEvidence;
import org.duress.result.slice.CleanSlice;
import org.duress.spec.FieldKind;

/**
 * Attacking copies of the model with planted weaknesses, each a piece: the plots go with the order.
 *
 * @param realism says which images count
 */
record CanaryWork(Answered on, Canaries canaries, RealismJudge realism, List<Plot> plots, ShardFacts facts)
        implements Work<GrownPlant> {
    /** That which follows some attacks. */
    static CanaryWork of(Answered on, PreparedAttack prepared, RealismJudge realism, List<Plot> plots) {
        return new CanaryWork(on, prepared.controls().canaries(), realism, plots, Work.trained(prepared));
    }

    @Override
    public Kind kind() {
        return Kind.CANARY;
    }

    @Override
    public int pieces() {
        return plots.size();
    }

    @Override
    public String things() {
        return "plants";
    }

    @Override
    public String named(int piece) {
        return "plant " + (piece + 1) + " of " + plots.size();
    }

    @Override
    public GrownPlant here(int piece) {
        Plot plot = plots.get(piece);
        // Said before, or not to be counted.
        Map<Integer, List<CleanSlice>> clean = new HashMap<>();
        plot.spots()
                .forEach(spot -> clean.computeIfAbsent(
                        spot.batch(),
                        b -> on.batches().get(b).clean(on.answers().apply(b)::classMap, on.sets())));
        CountingModel counted = on.opened().counted();
        Effort before = counted.effort();
        Ground ground = new Ground(on.opened().organs(), b -> clean.getOrDefault(b, List.of()), realism);
        return new GrownPlant(canaries.grown(plot, ground), counted.effort().minus(before));
    }

    @Override
    public void write(GrownPlant done, OutputStream out) throws IOException {
        PlantCodec.write(done, out);
    }

    @Override
    public GrownPlant read(int piece, InputStream in) throws IOException {
        GrownPlant done = PlantCodec.read(in);
        on.count(done.effort());
        return done;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Work.super.writeTo(out);
        Scores.write(realism.clean(), out);
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(plots.size());
        for (Plot plot : plots) {
            data.writeUTF(plot.purpose().kind().name());
            data.writeUTF(plot.purpose().field().name());
            data.writeDouble(plot.purpose().share());
            data.writeInt(plot.number());
            data.writeInt(plot.spots().size());
            for (Spot spot : plot.spots()) {
                data.writeInt(spot.organ());
                data.writeInt(spot.batch());
                data.writeInt(spot.place());
            }
        }
        data.flush();
    }

    /** Reads the plots of an order. */
    static List<Plot> plots(InputStream order) throws IOException {
        DataInputStream data = new DataInputStream(order);
        List<Plot> plots = new ArrayList<>();
        for (int left = data.readInt(); left > 0; left--) {
            Purpose purpose = new Purpose(
                    CanaryEvidence.Kind.valueOf(data.readUTF()), FieldKind.valueOf(data.readUTF()), data.readDouble());
            int number = data.readInt();
            List<Spot> spots = new ArrayList<>();
            for (int spot = data.readInt(); spot > 0; spot--) {
                spots.add(new Spot(data.readInt(), data.readInt(), data.readInt()));
            }
            plots.add(new Plot(purpose, number, spots));
        }
        return plots;
    }
}
