package org.duress.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.duress.DuressException;
import org.duress.spec.CohortSpec;

/** One subject of paired NIfTI folders: an image volume and a label volume of the same file name. */
record NiftiSource(String id, Path image, Path label) implements SubjectSource {
    static final String PLAIN = ".nii";
    static final String ZIPPED = ".nii.gz";

    static List<NiftiSource> all(CohortSpec spec) {
        Folder images = Folder.of(spec.images(), "cohort.images");
        Folder labels = Folder.of(spec.labels(), "cohort.labels");
        List<String> files = images.files(PLAIN, ZIPPED);
        if (files.isEmpty()) {
            boolean pairs = !images.files(".hdr", ".img").isEmpty();
            throw new DuressException("the folder " + images.path() + " of cohort.images has no .nii or .nii.gz file"
                    + (pairs
                            ? ", only .hdr/.img pairs, which are not read; convert them"
                            : "; correct the path or cohort.format"));
        }
        NiftiLabels pairing = NiftiLabels.of(labels, spec.subject());
        Map<String, NiftiSource> sources = new TreeMap<>();
        subjects(files, spec.subject(), images).forEach((id, names) -> {
            if (names.size() > 1) {
                throw new DuressException("subject " + id + " has more than one volume in " + images.path() + " ("
                        + names.get(0) + ", " + names.get(1) + "); "
                        + (names.stream().allMatch(NnUNet::channel)
                                ? "models here have one channel, so leave one file a subject"
                                : "give one volume a subject or correct cohort.subject"));
            }
            String name = names.get(0);
            sources.put(id, new NiftiSource(id, images.file(name), pairing.label(id, name)));
        });
        return List.copyOf(sources.values());
    }

    private static Map<String, List<String>> subjects(List<String> files, Optional<String> expression, Folder images) {
        if (expression.isPresent()) {
            return new SubjectPattern(expression.get())
                    .group(files, images.path().toString());
        }
        Map<String, List<String>> subjects = new TreeMap<>();
        files.forEach(name ->
                subjects.computeIfAbsent(stem(name), id -> new ArrayList<>()).add(name));
        return subjects;
    }

    static String stem(String name) {
        String suffix = name.toLowerCase(Locale.ROOT).endsWith(ZIPPED) ? ZIPPED : PLAIN;
        return name.substring(0, name.length() - suffix.length());
    }

    @Override
    public void read(CohortMemory memory, Consumer<RawSlice> into) {
        if (!Files.isRegularFile(label)) {
            throw new DuressException(
                    "image " + image.getFileName() + " has no label file in " + label.getParent() + missing());
        }
        NiftiHeader size = NiftiReader.header(image);
        long bytes = size.voxelBytes() + NiftiReader.header(label).voxelBytes();
        long slice = (long) RawSlice.BYTES_A_PIXEL * size.mostSlicePixels();
        memory.work(bytes + slice, "image " + image.getFileName() + " with its label", () -> {
            NiftiVolume intensities = NiftiReader.read(image);
            NiftiVolume ids = NiftiReader.read(label);
            requireSameGrid(intensities, ids, "image " + image.getFileName(), "image");
            slices(intensities, ids, into);
        });
    }

    @Override
    public Mask mask(Folder masks, CohortMemory memory) {
        String name = String.valueOf(image.getFileName());
        Path file = NiftiLabels.of(masks, Optional.empty()).label(id, name);
        if (!Files.isRegularFile(file)) {
            file = masks.file(NnUNet.label(name));
        }
        if (!Files.isRegularFile(file)) {
            throw new DuressException("image " + name + " has no mask in " + masks.path()
                    + "; add one of the same name, 0 where nothing is to be judged");
        }
        Path found = file;
        List<BitSet> outside = new ArrayList<>();
        long bytes = NiftiReader.header(found).voxelBytes()
                + NiftiReader.header(label).voxelBytes();
        memory.work(bytes, "the mask of image " + name, () -> {
            NiftiVolume mask = NiftiReader.read(found);
            requireSameGrid(mask, NiftiReader.read(label), "the mask of image " + name, "mask");
            for (int i = 0; i < mask.slices(); i++) {
                outside.add(Mask.zeros(mask.labels(i)));
            }
        });
        return (slice, index) -> outside.get(index);
    }

    private void slices(NiftiVolume intensities, NiftiVolume ids, Consumer<RawSlice> into) {
        for (int i = 0; i < intensities.slices(); i++) {
            into.accept(new RawSlice(
                    String.format(Locale.ROOT, "%s_z%03d", id, i),
                    intensities.height(),
                    intensities.width(),
                    intensities.slice(i),
                    ids.labels(i),
                    LabelEncoding.ANY,
                    intensities.rowSpacing(),
                    intensities.columnSpacing()));
        }
    }

    private String missing() {
        return NnUNet.channel(String.valueOf(image.getFileName()))
                ? " named like it or after subject " + id + "; where images are named CASE_0000 and labels CASE, as"
                        + " nnU-Net does, set cohort.subject, as in ^(.+)_0000"
                : "; add one of the same name, all 0 where there is no organ";
    }

    private static void requireSameGrid(NiftiVolume intensities, NiftiVolume ids, String name, String what) {
        if (intensities.width() != ids.width()
                || intensities.height() != ids.height()
                || intensities.slices() != ids.slices()) {
            throw new DuressException(name + " is " + shape(intensities) + " (columns, rows, slices) but its label is "
                    + shape(ids) + "; make them the same shape");
        }
        if (intensities.oriented() != ids.oriented()) {
            throw new DuressException("of " + name + " and its label only the "
                    + (ids.oriented() ? "label" : what)
                    + " says how it is oriented, so they cannot be laid on each other; write both with an"
                    + " sform or qform");
        }
        double apart = intensities.distance(ids);
        double voxel = Math.min(intensities.columnSpacing(), intensities.rowSpacing());
        if (apart > voxel) {
            throw new DuressException(String.format(
                    Locale.ROOT,
                    "%s and its label lie %.1f mm apart; resample the label onto the image's grid",
                    name,
                    apart));
        }
    }

    private static String shape(NiftiVolume volume) {
        return volume.width() + " x " + volume.height() + " x " + volume.slices();
    }
}
