package org.duress.gate.shard;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.attack.gradient.GradientHealth;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.CostMeter.Account;
import org.duress.gate.baseline.CostMeter.Cost;
import org.duress.gate.baseline.CostMeter.Work;
import org.duress.gate.baseline.Effort;
import org.duress.gate.evidence.BatchTrials;
import org.duress.gate.evidence.SubstituteCounts;
import org.duress.gate.judge.Candidate;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.FindingBytes;
import org.duress.gate.judge.OrganCounts;
import org.duress.gate.judge.Tried;
import org.duress.result.Passes;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Contender;

/**
 * What came of the attack on a batch as bytes, deflated, every number bit by bit. Images and labels are not among them:
 * who reads has the batch. Fields are written and read one after the other, so that large ones never lie in memory
 * together.
 */
public final class TrialsCodec {
    /** Part of what shards must have in common: raise it when these bytes, or what they mean, change. */
    public static final int VERSION = 1;

    private static final int BUFFER = 1 << 16;

    private TrialsCodec() {}

    /** Writes; the stream stays open. */
    public static void write(BatchTrials trials, OutputStream out) throws IOException {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater, BUFFER);
            DataOutputStream data = new DataOutputStream(new BufferedOutputStream(deflated, BUFFER));
            write(trials, data);
            data.flush();
            deflated.finish();
        } finally {
            deflater.end();
        }
    }

    private static void write(BatchTrials trials, DataOutputStream out) throws IOException {
        out.writeBoolean(trials.repeatable());
        out.writeUTF(trials.answer().orElse(""));
        out.writeBoolean(trials.changed());
        write(trials.effort(), out);
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
        Tried tried = trials.tried();
        out.writeInt(tried.candidates().size());
        for (Candidate candidate : tried.candidates()) {
            writeContender(candidate, out);
        }
        out.writeInt(tried.scaled().size());
        for (List<Candidate> share : tried.scaled()) {
            out.writeInt(share.size());
        }
        List<Candidate> all = new ArrayList<>(tried.candidates());
        tried.scaled().forEach(all::addAll);
        all.add(tried.clean());
        for (int i = 0; i < trials.slices().size(); i++) {
            out.write(trials.slices().get(i).segmented());
            for (Finding finding : Tried.at(all, i)) {
                write(finding, out);
            }
        }
    }

    private static void write(Effort effort, DataOutputStream out) throws IOException {
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

    private static void writeContender(Candidate candidate, DataOutputStream out) throws IOException {
        out.writeUTF(candidate.contender().map(Contender::name).orElse(""));
    }

    private static void write(Finding finding, DataOutputStream out) throws IOException {
        FindingBytes.write(finding, out);
        out.writeBoolean(finding.kept().isPresent());
        if (finding.kept().isPresent()) {
            Judged judged = finding.kept().get();
            Perturbation fields = judged.trial().fields();
            for (double spacing : fields.grid().spacing()) {
                out.writeDouble(spacing);
            }
            FloatBytes.write(fields.deformation(), out);
            FloatBytes.write(fields.intensity(), out);
            out.write(judged.segmented());
        }
    }

    /**
     * Reads what was written.
     *
     * @param batch that was attacked
     * @param sets which organs a class is
     * @throws IOException if these bytes were not written for such a batch, or are damaged
     */
    public static BatchTrials read(InputStream in, Batch batch, OrganSets sets) throws IOException {
        try (DataInputStream data = new DataInputStream(new BufferedInputStream(new InflaterInputStream(in), BUFFER))) {
            return new Reading(data, batch, sets).trials();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // A name, or a class, that there is not.
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * One batch being read. How long an array is follows from the batch, never from what is read.
     *
     * @param batch that was attacked
     */
    private record Reading(DataInputStream in, Batch batch, OrganSets sets) {
        BatchTrials trials() throws IOException {
            boolean repeatable = in.readBoolean();
            String answer = in.readUTF();
            boolean changed = in.readBoolean();
            Effort effort = effort();
            Optional<GradientHealth> gradients = in.readBoolean()
                    ? Optional.of(new GradientHealth(in.readLong(), in.readLong(), in.readLong()))
                    : Optional.empty();
            Optional<SubstituteCounts> substitute = in.readBoolean()
                    ? Optional.of(new SubstituteCounts(
                            FindingBytes.dice(sets.organs(), in), FindingBytes.dice(sets.organs(), in)))
                    : Optional.empty();
            List<Read> candidates = new ArrayList<>();
            int count = in.readInt();
            for (int k = 0; k < count; k++) {
                String contender = in.readUTF();
                candidates.add(new Read(
                        contender.isEmpty() ? Optional.empty() : Optional.of(Contender.valueOf(contender)),
                        new ArrayList<>()));
            }
            List<List<Read>> scaled = new ArrayList<>();
            int shares = in.readInt();
            for (int share = 0; share < shares; share++) {
                List<Read> some = new ArrayList<>();
                int size = in.readInt();
                for (int k = 0; k < size; k++) {
                    some.add(new Read(Optional.empty(), new ArrayList<>()));
                }
                scaled.add(some);
            }
            Read clean = new Read(Optional.empty(), new ArrayList<>());
            List<Read> all = new ArrayList<>(candidates);
            scaled.forEach(all::addAll);
            all.add(clean);
            List<CleanSlice> slices = slices(all);
            return new BatchTrials(
                    slices,
                    new Tried(
                            candidates.stream().map(Read::candidate).toList(),
                            scaled.stream()
                                    .map(share ->
                                            share.stream().map(Read::candidate).toList())
                                    .toList(),
                            clean.candidate()),
                    substitute,
                    gradients,
                    repeatable,
                    answer.isEmpty() ? Optional.empty() : Optional.of(answer),
                    changed,
                    effort);
        }

        /** A candidate of which not all slices were read yet. */
        private record Read(Optional<Contender> contender, List<Finding> slices) {
            Candidate candidate() {
                return new Candidate(contender, slices);
            }
        }

        /** Reads slice by slice, and gives each candidate its own. */
        private List<CleanSlice> slices(List<Read> candidates) throws IOException {
            List<CleanSlice> slices = new ArrayList<>();
            for (int i = 0; i < batch.slices().size(); i++) {
                byte[] map = map(batch.slices().get(i).grid());
                CleanSlice slice = batch.clean(i, map, sets);
                for (Read candidate : candidates) {
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

        private Effort effort() throws IOException {
            long asked = in.readLong();
            Passes passes = passes();
            Map<Account, Cost> charged = new HashMap<>();
            int accounts = in.readInt();
            for (int k = 0; k < accounts; k++) {
                Account account = new Account(Contender.valueOf(in.readUTF()), Work.valueOf(in.readUTF()));
                charged.put(account, new Cost(passes(), in.readLong()));
            }
            return new Effort(asked, passes, charged);
        }

        private Passes passes() throws IOException {
            return new Passes(in.readLong(), in.readLong());
        }

        private Finding finding(CleanSlice slice) throws IOException {
            Finding numbers = FindingBytes.read(slice.dice(), in);
            return in.readBoolean() ? numbers.of(judged(slice, numbers.dice())) : numbers;
        }

        private Judged judged(CleanSlice slice, OrganCounts dice) throws IOException {
            Grid image = slice.slice().grid();
            double[] spacing = new double[image.rank()];
            for (int axis = 0; axis < spacing.length; axis++) {
                spacing[axis] = in.readDouble();
            }
            int channels = slice.slice().channels();
            Perturbation fields = new Perturbation(
                    FloatBytes.read(image.voxels() * image.rank(), in),
                    FloatBytes.read(image.voxels() * channels, in),
                    1,
                    image.spaced(spacing),
                    channels);
            return new Judged(new Trial(slice, KeptFields.of(fields)), map(image), dice.warped(), dice.fixed());
        }
    }
}
