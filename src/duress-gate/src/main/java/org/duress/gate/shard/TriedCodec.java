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
import org.duress.gate.judge.FindingBytes;
import org.duress.gate.judge.OrganCounts;
import org.duress.gate.judge.Tried;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Contender;

/** What was tried on the slices of a batch, as bytes. */
final class TriedCodec {
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
        FindingBytes.write(finding, out);
        out.writeBoolean(finding.kept().isPresent());
        if (finding.kept().isPresent()) {
            Judged judged = finding.kept().get();
            FieldsCodec.write(judged.trial().fields(), out);
            out.write(judged.segmented());
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
            Finding numbers = FindingBytes.read(slice.dice(), in);
            return in.readBoolean() ? numbers.of(judged(slice, numbers.dice())) : numbers;
        }

        private Judged judged(CleanSlice slice, OrganCounts dice) throws IOException {
            Grid image = slice.slice().grid();
            Perturbation fields =
                    FieldsCodec.read(image, slice.slice().channels(), in);
            return new Judged(new Trial(slice, KeptFields.of(fields)), map(image), dice.warped(), dice.fixed());
        }
    }
}
