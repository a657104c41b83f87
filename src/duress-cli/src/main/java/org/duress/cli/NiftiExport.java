package org.duress.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.duress.attack.Perturbation;
import org.duress.base.AtomicFiles;
import org.duress.base.Channels;
import org.duress.base.Grid;
import org.duress.data.NiftiWriter;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.dataset.ImageNames;
import org.duress.store.FileNames;

/**
 * Attacked images as NIfTI files, on the grid that the model saw: {@code images}, {@code clean}, {@code labels}, {@code
 * truth}, {@code deformation}, {@code intensity}, and where the model was asked {@code segmented-clean} and {@code
 * segmented-attacked}, all with files of the same names.
 */
final class NiftiExport {
    private NiftiExport() {}

    /**
     * One adversarial slice or volume. Identity is meant.
     *
     * @param name the slice's, with the organ that fell where it is exported more than once
     * @param image I_DV
     * @param labels moved by D
     * @param truth as they were
     * @param answers to the clean and to the adversarial image; none where nobody is asked
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Exported(
            Slice slice,
            String name,
            Perturbation fields,
            float[] image,
            int[] labels,
            int[] truth,
            List<int[]> answers) {
        float[] channel(int channel) {
            return Channels.one(image, channel, slice.channels());
        }
    }

    /** The slices of a subject are planes of one file; a volume is a file of its own. */
    static void write(Subject subject, List<Exported> images, Path out, ArrayNode listed) {
        if (images.get(0).slice().volume()) {
            images.forEach(image -> nifti(subject, image.name(), List.of(image), out, listed));
        } else {
            nifti(subject, subject.id(), images, out, listed);
        }
    }

    private static void nifti(Subject subject, String id, List<Exported> images, Path out, ArrayNode listed) {
        String plain = FileNames.safe(id, Set.of());
        String name = plain + ".nii.gz";
        Slice first = images.get(0).slice();
        Grid grid = first.grid();
        List<String> files = ImageNames.of(plain, ".nii.gz", first.channels());
        for (int c = 0; c < files.size(); c++) {
            int channel = c;
            String file = files.get(c);
            images(out, "images", file, grid, images, image -> image.channel(channel));
            images(out, "clean", file, grid, images, image -> one(image.slice().image(), channel, first));
            images(
                    out,
                    "intensity",
                    file,
                    grid,
                    images,
                    image -> one(image.fields().intensity(), channel, first));
        }
        labels(out, "labels", name, grid, images, Exported::labels);
        labels(out, "truth", name, grid, images, Exported::truth);
        if (!images.get(0).answers().isEmpty()) {
            labels(
                    out,
                    "segmented-clean",
                    name,
                    grid,
                    images,
                    image -> image.answers().get(0));
            labels(
                    out,
                    "segmented-attacked",
                    name,
                    grid,
                    images,
                    image -> image.answers().get(1));
        }
        AtomicFiles.write(
                out.resolve("deformation").resolve(name),
                file -> NiftiWriter.fields(
                        file,
                        grid,
                        images.stream()
                                .map(image -> image.fields().deformation())
                                .toList(),
                        grid.rank()));
        for (Exported image : images) {
            ObjectNode entry = listed.addObject()
                    .put("subject", subject.id())
                    .put(grid.kind().image(), image.name())
                    .put("file", name);
            images(entry, files);
        }
    }

    private static float[] one(float[] values, int channel, Slice slice) {
        return Channels.one(values, channel, slice.channels());
    }

    private static void images(
            Path out, String folder, String name, Grid grid, List<Exported> images, Function<Exported, float[]> of) {
        AtomicFiles.write(
                out.resolve(folder).resolve(name),
                file -> NiftiWriter.images(file, grid, images.stream().map(of).toList()));
    }

    private static void labels(
            Path out, String folder, String name, Grid grid, List<Exported> images, Function<Exported, int[]> of) {
        AtomicFiles.write(
                out.resolve(folder).resolve(name),
                file -> NiftiWriter.labels(file, grid, images.stream().map(of).toList()));
    }

    /** Names the images where they are not named like the labels. */
    static ArrayNode images(ObjectNode entry, List<String> files) {
        ArrayNode images = new JsonMapper().createArrayNode();
        files.forEach(file -> images.addObject().put("file", file));
        if (files.size() > 1) {
            entry.set("images", images);
        }
        return images;
    }
}
