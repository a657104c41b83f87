package org.duress.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.spec.CohortSpec;

/**
 * One subject of paired NIfTI folders: an image volume, or one a channel, and a label volume of the same file name.
 *
 * @param image its name
 */
record NiftiSource(String id, String image, ImageFiles files, Path label) implements SubjectSource {
    static final String PLAIN = ".nii";
    static final String ZIPPED = ".nii.gz";

    static List<NiftiSource> all(CohortSpec spec, ImageFiles images) {
        Folder labels = Folder.of(spec.labels(), "cohort.labels");
        Folder folder = images.folder();
        if (images.names().isEmpty()) {
            boolean pairs = !folder.files(".hdr", ".img").isEmpty();
            throw new DuressException("the folder " + folder.path() + " of " + folder.key()
                    + " has no .nii or .nii.gz file"
                    + (pairs
                            ? ", only .hdr/.img pairs, which are not read; convert them"
                            : "; correct the path or cohort.format"));
        }
        NiftiLabels pairing = NiftiLabels.of(labels, spec.subject());
        Map<String, NiftiSource> sources = new TreeMap<>();
        subjects(images.names(), spec.subject(), folder).forEach((id, names) -> {
            if (names.size() > 1) {
                throw new DuressException("subject " + id + " has more than one volume in " + folder.path() + " ("
                        + names.get(0) + ", " + names.get(1) + "); "
                        + (names.stream().allMatch(NnUNet::channel)
                                ? "name the channels in cohort.channels, as in {suffix: [_0000, _0001]}"
                                : "give one volume a subject or correct cohort.subject"));
            }
            String name = names.get(0);
            sources.put(id, new NiftiSource(id, name, images, pairing.label(id, name)));
        });
        return List.copyOf(sources.values());
    }

    private static Map<String, List<String>> subjects(List<String> files, Optional<String> expression, Folder images) {
        if (expression.isPresent()) {
            return new SubjectPattern(expression.get())
                    .group(files, images.path().toString());
        }
        Map<String, List<String>> subjects = new TreeMap<>();
        files.forEach(name -> subjects.computeIfAbsent(ImageFiles.stem(name), id -> new ArrayList<>())
                .add(name));
        return subjects;
    }

    @Override
    public void read(CohortMemory memory, Consumer<RawSlice> into) {
        requireLabel();
        Map<String, Path> channels = files.files(image);
        NiftiHeader labels = NiftiReader.header(label);
        requireOneVolume(labels);
        long bytes = labels.voxelBytes();
        int count = 0;
        long pixels = 0;
        for (Map.Entry<String, Path> channel : channels.entrySet()) {
            NiftiHeader header = NiftiReader.header(channel.getValue());
            files.requireOne(channel.getKey(), header.volumes());
            bytes += header.voxelBytes();
            count += header.volumes();
            pixels = Math.max(pixels, header.mostSlicePixels());
        }
        memory.work(bytes + RawSlice.bytesAPixel(count) * pixels, "image " + image + " with its label", () -> {
            Map<String, NiftiVolume> intensities = new LinkedHashMap<>();
            channels.forEach((name, file) -> intensities.put(name, NiftiReader.read(file)));
            NiftiVolume ids = NiftiReader.read(label);
            Map.Entry<String, NiftiVolume> first =
                    intensities.entrySet().iterator().next();
            intensities.forEach((name, volume) -> {
                requireSameGrid(first.getKey(), first.getValue(), name, volume);
                requireSameGrid(name, volume, "its label", ids);
            });
            slices(List.copyOf(intensities.values()), ids, into);
        });
    }

    /** Refuses an image without labels. */
    void requireLabel() {
        if (!Files.isRegularFile(label)) {
            throw new DuressException("image " + image + " has no label file in " + label.getParent() + missing());
        }
    }

    @Override
    public Mask mask(Folder masks, CohortMemory memory) {
        String name = image;
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
            requireSameGrid("the mask of image " + name, mask, "its label", NiftiReader.read(label));
            for (int i = 0; i < mask.slices(); i++) {
                outside.add(Mask.zeros(mask.labels(i)));
            }
        });
        return (slice, index) -> outside.get(index);
    }

    private void requireOneVolume(NiftiHeader labels) {
        if (labels.volumes() > 1) {
            throw new DuressException("label " + label + " holds " + labels.volumes()
                    + " volumes, where every voxel has one id; give one 3-D volume");
        }
    }

    private void slices(List<NiftiVolume> intensities, NiftiVolume ids, Consumer<RawSlice> into) {
        Grid scan = intensities.get(0).grid();
        for (int i = 0; i < ids.slices(); i++) {
            List<float[]> channels = new ArrayList<>();
            for (NiftiVolume volume : intensities) {
                for (int v = 0; v < volume.volumes(); v++) {
                    channels.add(volume.slice(v, i));
                }
            }
            into.accept(new RawSlice(
                    String.format(Locale.ROOT, "%s_z%03d", id, i),
                    scan,
                    channels,
                    false,
                    ids.labels(i),
                    LabelEncoding.ANY));
        }
    }

    private String missing() {
        return NnUNet.channel(image)
                ? " named like it or after subject " + id + "; where images are named CASE_0000 and labels CASE, as"
                        + " nnU-Net does, set cohort.subject, as in ^(.+)_0000"
                : "; add one of the same name, all 0 where there is no organ";
    }

    /** Two volumes that are laid on each other: an image and its label, or two channels. */
    private static void requireSameGrid(String name, NiftiVolume one, String other, NiftiVolume two) {
        if (one.width() != two.width() || one.height() != two.height() || one.slices() != two.slices()) {
            throw new DuressException(name + " is " + shape(one) + " (columns, rows, slices) but " + other + " is "
                    + shape(two) + "; make them the same shape");
        }
        if (one.oriented() != two.oriented()) {
            throw new DuressException("of " + name + " and " + other + " only "
                    + (one.oriented() ? name : other)
                    + " says how it is oriented, so they cannot be laid on each other; write both with an"
                    + " sform or qform");
        }
        double apart = one.distance(two);
        double voxel = Math.min(one.columnSpacing(), one.rowSpacing());
        if (apart > voxel) {
            throw new DuressException(String.format(
                    Locale.ROOT,
                    "%s and %s lie %.1f mm apart; resample one of them onto the other's grid",
                    name,
                    other,
                    apart));
        }
    }

    private static String shape(NiftiVolume volume) {
        return volume.width() + " x " + volume.height() + " x " + volume.slices();
    }
}
