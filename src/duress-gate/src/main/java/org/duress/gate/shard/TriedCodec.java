package org.duress.gate.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.gate.baseline.Batch;
import org.duress.gate.judge.Candidate;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.OrganCounts;
import org.duress.gate.judge.Realism;
import org.duress.gate.judge.Tried;
import org.duress.metric.Dice;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Contender;

/** What was tried on the slices of a batch, as bytes. */
final class TriedCodec {
    private static final int GROUPS = 1 << 10;

    private TriedCodec() {}

    /**
     * What was read.
     *
     * @param slices as the model answered them
     */
    record Read(List<CleanSlice> slices, Tried tried) {}

    /** The order of bytes: who tried, and then, slice by slice, what came of it. */
    static void write(List<CleanSlice> slices, Tried tried, DataOutputStream out) throws IOException {
        out.writeInt(tried.candidates().size());
        for (Candidate candidate : tried.candidates()) {
            out.writeUTF(candidate.contender().map(Contender::name).orElse(""));
        }
        out.writeInt(tried.scaled().size());
        for (List<Candidate> share : tried.scaled()) {
            out.writeInt(share.size());
        }
        List<Candidate> all = new ArrayList<>(tried.candidates());
        tried.scaled().forEach(all::addAll);
        all.add(tried.clean());
        for (int i = 0; i < slices.size(); i++) {
            out.write(slices.get(i).segmented());
            for (Finding finding : Tried.at(all, i)) {
                write(finding, out);
            }
        }
    }

    private static void write(Finding finding, DataOutputStream out) throws IOException {
        write(finding.dice().warped(), out);
        write(finding.dice().fixed(), out);
        out.writeDouble(finding.cost().perceptibility());
        out.writeDouble(finding.cost().spent());
        write(finding.cost().entropy(), out);
        Realism realism = finding.realism();
        out.writeDouble(realism.ssim());
        out.writeDouble(realism.displacementMillimetres());
        out.writeDouble(realism.criticPercentile());
        out.writeBoolean(realism.unrealistic().isPresent());
        out.writeUTF(realism.unrealistic().orElse(""));
        out.writeDouble(finding.scale());
        out.writeBoolean(finding.kept().isPresent());
        if (finding.kept().isPresent()) {
            Judged judged = finding.kept().get();
            FieldsCodec.write(judged.trial().fields(), out);
            out.write(judged.segmented());
        }
    }

    private static void write(MaskedCrossEntropy.Part entropy, DataOutputStream out) throws IOException {
        out.writeInt(entropy.mass().length);
        for (int group = 0; group < entropy.mass().length; group++) {
            out.writeDouble(entropy.mass()[group]);
            out.writeDouble(entropy.sum()[group]);
        }
    }

    static void write(List<Dice> organs, DataOutputStream out) throws IOException {
        for (Dice organ : organs) {
            out.writeLong(organ.intersection());
            out.writeLong(organ.predicted());
            out.writeLong(organ.reference());
        }
    }

    /**
     * Reads what was written.
     *
     * @param batch that was attacked
     * @param sets which organs a class is
     */
    static Read read(DataInputStream in, Batch batch, OrganSets sets) throws IOException {
        return new Reading(in, batch, sets).read();
    }

    /** Counts of all organs. */
    static List<Dice> dice(DataInputStream in, OrganSets sets) throws IOException {
        List<Dice> organs = new ArrayList<>();
        for (int organ = 0; organ < sets.organs(); organ++) {
            organs.add(new Dice(in.readLong(), in.readLong(), in.readLong()));
        }
        return organs;
    }

    /**
     * One batch being read. How long an array is follows from the batch, never from what is read.
     *
     * @param batch that was attacked
     */
    private record Reading(DataInputStream in, Batch batch, OrganSets sets) {
        Read read() throws IOException {
            List<Partial> candidates = new ArrayList<>();
            int count = in.readInt();
            for (int k = 0; k < count; k++) {
                String contender = in.readUTF();
                candidates.add(new Partial(
                        contender.isEmpty() ? Optional.empty() : Optional.of(Contender.valueOf(contender)),
                        new ArrayList<>()));
            }
            List<List<Partial>> scaled = new ArrayList<>();
            int shares = in.readInt();
            for (int share = 0; share < shares; share++) {
                List<Partial> some = new ArrayList<>();
                int size = in.readInt();
                for (int k = 0; k < size; k++) {
                    some.add(new Partial(Optional.empty(), new ArrayList<>()));
                }
                scaled.add(some);
            }
            Partial clean = new Partial(Optional.empty(), new ArrayList<>());
            List<Partial> all = new ArrayList<>(candidates);
            scaled.forEach(all::addAll);
            all.add(clean);
            List<CleanSlice> slices = slices(all);
            return new Read(
                    slices,
                    new Tried(
                            candidates.stream().map(Partial::candidate).toList(),
                            scaled.stream()
                                    .map(share -> share.stream()
                                            .map(Partial::candidate)
                                            .toList())
                                    .toList(),
                            clean.candidate()));
        }

        /** A candidate of which not all slices were read yet. */
        private record Partial(Optional<Contender> contender, List<Finding> slices) {
            Candidate candidate() {
                return new Candidate(contender, slices);
            }
        }

        /** Reads slice by slice, and gives each candidate its own. */
        private List<CleanSlice> slices(List<Partial> candidates) throws IOException {
            List<CleanSlice> slices = new ArrayList<>();
            for (int i = 0; i < batch.slices().size(); i++) {
                byte[] map = map(batch.slices().get(i).grid());
                CleanSlice slice = batch.clean(i, map, sets);
                for (Partial candidate : candidates) {
                    candidate.slices().add(finding(slice));
                }
                slices.add(slice);
            }
            return slices;
        }

        private byte[] map(Grid grid) throws IOException {
            byte[] map = new byte[grid.voxels()];
            in.readFully(map);
            return map;
        }

        private Finding finding(CleanSlice slice) throws IOException {
            List<Dice> warped = dice(in, sets);
            List<Dice> fixed = dice(in, sets);
            Finding.Cost cost = new Finding.Cost(in.readDouble(), in.readDouble(), entropy());
            double ssim = in.readDouble();
            double millimetres = in.readDouble();
            double percentile = in.readDouble();
            boolean unrealistic = in.readBoolean();
            String why = in.readUTF();
            Realism realism =
                    new Realism(ssim, millimetres, percentile, unrealistic ? Optional.of(why) : Optional.empty());
            double scale = in.readDouble();
            Optional<Judged> kept = in.readBoolean() ? Optional.of(judged(slice, warped, fixed)) : Optional.empty();
            return new Finding(new OrganCounts(slice.dice(), warped, fixed), cost, realism, scale, kept);
        }

        private Judged judged(CleanSlice slice, List<Dice> warped, List<Dice> fixed) throws IOException {
            Grid image = slice.slice().grid();
            Perturbation fields = FieldsCodec.read(image, slice.slice().channels(), in);
            return new Judged(new Trial(slice, KeptFields.of(fields)), map(image), warped, fixed);
        }

        private MaskedCrossEntropy.Part entropy() throws IOException {
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
    }
}
