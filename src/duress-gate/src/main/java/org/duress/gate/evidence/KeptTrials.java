package org.duress.gate.evidence;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duress.attack.KeptFields;
import org.duress.base.Grid;
import org.duress.base.KeptBytes;
import org.duress.base.KeptPlaces;
import org.duress.data.Slice;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.FindingBytes;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Reference;

/**
 * What was tried on the slices of each subject and can still be the worst for an organ. On the heap is one subject, to
 * which is added; of the others, numbers as well as fields and answers, only what is put away there, and they are read
 * again one by one. Mutable, for one thread.
 */
final class KeptTrials {
    private final Baseline baseline;
    private final int organs;
    private final OrganChoices.Counted<Finding> counted;
    private final KeptPlaces places = new KeptPlaces();

    /** Those to which nothing is added at the moment. */
    private final Map<String, Closed> closed = new LinkedHashMap<>();

    private Open open;

    /**
     * A subject on the heap.
     *
     * @param first index of its first batch
     */
    private record Open(String subject, int first, OrganChoices<Finding> choices) {}

    /**
     * A subject that was put away.
     *
     * @param first index of its first batch
     */
    private record Closed(int first, KeptBytes bytes) {}

    /** Things by identity, numbered as they come. */
    private static final class Places<T> {
        private final IdentityHashMap<T, Integer> numbers = new IdentityHashMap<>();
        private final List<T> inOrder = new ArrayList<>();

        void add(T one) {
            if (numbers.putIfAbsent(one, inOrder.size()) == null) {
                inOrder.add(one);
            }
        }

        int of(T one) {
            return numbers.getOrDefault(one, -1);
        }
    }

    /** Nothing yet. */
    KeptTrials(Baseline baseline, Reference reference) {
        this.baseline = baseline;
        this.organs = baseline.organs().size();
        this.counted = (finding, organ) -> finding.against(reference, organ);
        this.open = nothing("", 0);
    }

    private Open nothing(String subject, int first) {
        return new Open(subject, first, new OrganChoices<>(organs, counted));
    }

    /**
     * Adds a slice.
     *
     * @param batch index of its batch; batches come in the order of the baseline
     * @param tried what counts as evidence, with fields and answer where it can be the worst; not empty
     */
    void add(int batch, List<Finding> tried) {
        open(batch);
        open.choices().add(tried);
        putAway(open.choices().size() - 1);
    }

    /**
     * Adds more of what was tried on a slice.
     *
     * @param batch index of its batch
     * @param place of the slice in the batch
     */
    void addFurther(int batch, int place, List<Finding> tried) {
        open(batch);
        int slice = baseline.batches().get(batch).first() + place;
        open.choices().addFurther(slice, tried);
        putAway(slice);
    }

    private void putAway(int slice) {
        open.choices().kept(slice).forEach(organ -> organ.forEach(Finding::putAway));
    }

    /** What counts in the end, subject by subject. */
    Stream<SubjectTrials> subjects() {
        close();
        return closed.entrySet().stream()
                .map(entry -> SubjectTrials.of(entry.getKey(), choices(entry.getKey(), entry.getValue()), organs));
    }

    private void open(int batch) {
        String subject = baseline.batches().get(batch).subject();
        if (subject.equals(open.subject()) && open.choices().size() > 0) {
            return;
        }
        close();
        Closed before = closed.get(subject);
        open = before == null ? nothing(subject, batch) : new Open(subject, before.first(), choices(subject, before));
    }

    private void close() {
        if (open.choices().size() == 0) {
            return;
        }
        Closed before = closed.put(
                open.subject(),
                new Closed(open.first(), KeptBytes.of(bytes(open.choices())).putAway()));
        if (before != null) {
            before.bytes().letGo();
        }
        open = nothing("", 0);
    }

    private byte[] bytes(OrganChoices<Finding> choices) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (int slice = 0; slice < choices.size(); slice++) {
                write(choices.kept(slice), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * The slice as it was answered, more than once where the model was asked about it again later; each finding once,
     * however many organs it may be the worst for; then which each organ has.
     */
    private void write(List<List<Finding>> kept, DataOutputStream out) throws IOException {
        Places<CleanSlice> cleans = new Places<>();
        Places<Finding> findings = new Places<>();
        for (List<Finding> organ : kept) {
            for (Finding finding : organ) {
                findings.add(finding);
                cleans.add(finding.judged().clean());
            }
        }
        out.writeInt(cleans.inOrder.size());
        for (CleanSlice clean : cleans.inOrder) {
            out.writeLong(places.of(clean.kept()));
            FindingBytes.write(clean.dice(), out);
        }
        out.writeInt(findings.inOrder.size());
        for (Finding finding : findings.inOrder) {
            Judged judged = finding.judged();
            KeptFields fields = judged.trial().kept();
            out.writeInt(cleans.of(judged.clean()));
            FindingBytes.write(finding, out);
            for (double spacing : fields.grid().spacing()) {
                out.writeDouble(spacing);
            }
            out.writeLong(fields.deformationIn(places));
            out.writeLong(fields.intensityIn(places));
            out.writeLong(places.of(judged.kept()));
        }
        for (List<Finding> organ : kept) {
            out.writeInt(organ.size());
            for (Finding finding : organ) {
                out.writeInt(findings.of(finding));
            }
        }
    }

    private OrganChoices<Finding> choices(String subject, Closed from) {
        OrganChoices<Finding> choices = new OrganChoices<>(organs, counted);
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(from.bytes().values()))) {
            for (int b = from.first(); in.available() > 0; b++) {
                Batch batch = baseline.batches().get(b);
                for (int i = 0; i < batch.slices().size() && in.available() > 0; i++) {
                    choices.restore(read(subject, batch.slices().get(i), in));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return choices;
    }

    private List<List<Finding>> read(String subject, Slice slice, DataInputStream in) throws IOException {
        int voxels = slice.grid().voxels();
        List<CleanSlice> cleans = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            KeptBytes segmented = places.bytes(in.readLong(), voxels);
            cleans.add(new CleanSlice(subject, slice, segmented, FindingBytes.dice(organs, in)));
        }
        List<Finding> findings = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            CleanSlice clean = cleans.get(in.readInt());
            Finding numbers = FindingBytes.read(clean.dice(), in);
            double[] spacing = new double[slice.grid().rank()];
            for (int axis = 0; axis < spacing.length; axis++) {
                spacing[axis] = in.readDouble();
            }
            Grid grid = slice.grid().spaced(spacing);
            KeptFields fields = KeptFields.at(places, in.readLong(), in.readLong(), grid, slice.channels());
            findings.add(numbers.of(new Judged(
                    new Trial(clean, fields),
                    places.bytes(in.readLong(), voxels),
                    numbers.dice().warped(),
                    numbers.dice().fixed())));
        }
        List<List<Finding>> kept = new ArrayList<>();
        for (int organ = 0; organ < organs; organ++) {
            List<Finding> own = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                own.add(findings.get(in.readInt()));
            }
            kept.add(List.copyOf(own));
        }
        return List.copyOf(kept);
    }
}
