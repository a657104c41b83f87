package org.duress.dataset;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.duress.base.AtomicFiles;
import org.duress.data.NiftiWriter;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.spec.CohortSpec;
import org.duress.store.FileNames;

/**
 * {@code images} and {@code labels}, with one NIfTI file a copy of a subject in each: its volume, or its slices as
 * planes put 1 mm apart. Images of several channels have a file a channel, {@code _0000}, {@code _0001} and so on.
 */
public record NiftiLayout() implements DatasetLayout {
    static final String ENDING = ".nii.gz";

    @Override
    public String write(AttackedCohort attacked, CohortSpec spec, Path out) {
        requireFree(out);
        Listing listing = new Listing(
                attacked,
                attacked.cohort().volumes() ? "" : "Slices are planes of their file, in the order of this list.");
        LabelIds ids = LabelIds.of(attacked.cohort(), spec);
        ids.put(listing.root().putObject("labels"));
        Set<String> taken = new HashSet<>();
        for (AttackedCopy copy : attacked.copies()) {
            Subject subject = copy.subject();
            String name = FileNames.safe(subject.id(), taken);
            taken.add(name.toLowerCase(Locale.ROOT));
            List<Slice> slices = subject.slices();
            Slice first = slices.get(0);
            List<String> files = ImageNames.of(name, ENDING, first.channels());
            for (int c = 0; c < files.size(); c++) {
                int channel = c;
                AtomicFiles.write(
                        out.resolve("images").resolve(files.get(c)),
                        file -> NiftiWriter.images(
                                file,
                                first.grid(),
                                slices.stream()
                                        .map(slice -> OwnUnits.channel(slice, channel))
                                        .toList()));
            }
            AtomicFiles.write(
                    out.resolve("labels").resolve(name + ENDING),
                    file -> NiftiWriter.labels(
                            file,
                            first.grid(),
                            slices.stream()
                                    .map(slice -> ids.of(slice.classes()))
                                    .toList()));
            for (int i = 0; i < slices.size(); i++) {
                listing.add(copy, i, name + ENDING, files);
            }
        }
        return listing.write(out);
    }
}
