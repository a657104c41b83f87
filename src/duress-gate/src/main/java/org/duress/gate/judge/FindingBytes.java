package org.duress.gate.judge;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duress.metric.Dice;
import org.duress.metric.MaskedCrossEntropy;

/** The numbers of findings as bytes, every one bit by bit. */
public final class FindingBytes {
    private static final int GROUPS = 1 << 10;

    private FindingBytes() {}

    /** Writes the numbers of a finding, those of the clean slice aside. */
    public static void write(Finding finding, DataOutput out) throws IOException {
        write(finding.dice().warped(), out);
        write(finding.dice().fixed(), out);
        out.writeDouble(finding.cost().perceptibility());
        out.writeDouble(finding.cost().spent());
        write(finding.cost().entropy(), out);
        Realism realism = finding.realism();
        out.writeDouble(realism.ssim());
        out.writeDouble(realism.displacementMillimetres());
        out.writeDouble(realism.criticPercentile());
        out.writeDouble(realism.outOfRange());
        out.writeBoolean(realism.unrealistic().isPresent());
        out.writeUTF(realism.unrealistic().orElse(""));
        out.writeDouble(finding.scale());
    }

    /** Writes one count an organ. */
    public static void write(List<Dice> organs, DataOutput out) throws IOException {
        for (Dice organ : organs) {
            out.writeLong(organ.intersection());
            out.writeLong(organ.predicted());
            out.writeLong(organ.reference());
        }
    }

    private static void write(MaskedCrossEntropy.Part entropy, DataOutput out) throws IOException {
        out.writeInt(entropy.mass().length);
        for (int group = 0; group < entropy.mass().length; group++) {
            out.writeDouble(entropy.mass()[group]);
            out.writeDouble(entropy.sum()[group]);
        }
    }

    /**
     * Reads a finding of which only numbers are left.
     *
     * @param clean one count an organ, of the clean slice
     */
    public static Finding read(List<Dice> clean, DataInput in) throws IOException {
        List<Dice> warped = dice(clean.size(), in);
        List<Dice> fixed = dice(clean.size(), in);
        Finding.Cost cost = new Finding.Cost(in.readDouble(), in.readDouble(), entropy(in));
        double ssim = in.readDouble();
        double millimetres = in.readDouble();
        double percentile = in.readDouble();
        double outOfRange = in.readDouble();
        boolean unrealistic = in.readBoolean();
        String why = in.readUTF();
        Realism realism = new Realism(
                ssim, millimetres, percentile, outOfRange, unrealistic ? Optional.of(why) : Optional.empty());
        return new Finding(new OrganCounts(clean, warped, fixed), cost, realism, in.readDouble(), Optional.empty());
    }

    private static MaskedCrossEntropy.Part entropy(DataInput in) throws IOException {
        int groups = in.readInt();
        if (groups < 1 || groups > GROUPS) {
            throw new IOException("a cross-entropy of " + groups + " groups");
        }
        double[] mass = new double[groups];
        double[] sum = new double[groups];
        for (int group = 0; group < groups; group++) {
            mass[group] = in.readDouble();
            sum[group] = in.readDouble();
        }
        return new MaskedCrossEntropy.Part(mass, sum);
    }

    /** Reads one count an organ. */
    public static List<Dice> dice(int organs, DataInput in) throws IOException {
        List<Dice> read = new ArrayList<>();
        for (int organ = 0; organ < organs; organ++) {
            read.add(new Dice(in.readLong(), in.readLong(), in.readLong()));
        }
        return List.copyOf(read);
    }
}
