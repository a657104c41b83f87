package org.duress.dataset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.AtomicFiles;
import org.duress.data.Cohort;
import org.duress.data.PngWriter;
import org.duress.data.Slice;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.store.FileNames;

/**
 * {@code images} and {@code labels}, with one PNG a slice in each: greys of 16 bit, and label ids of 8. Greys of all
 * copies of a subject share a scale, so that they compare; those of a cohort of PNG files are the files' own.
 */
public record PngLayout() implements DatasetLayout {
    private static final String ENDING = ".png";
    private static final String ABOUT = "An intensity is low + grey / 65535 * (high - low), of each channel, and what"
            + " lies outside them is cut off.";

    @Override
    public String write(AttackedCohort attacked, CohortSpec spec, Path out) {
        requireFree(out);
        if (attacked.cohort().volumes()) {
            throw new DuressException("a volume is no 'png' file; export it as nifti or nnunet");
        }
        Listing listing = new Listing(attacked, ABOUT);
        LabelIds ids = LabelIds.of(attacked.cohort(), spec);
        ids.put(listing.root().putObject("labels"));
        Map<String, List<Greys>> greys = greys(attacked, spec.format() == CohortFormat.PNG);
        Set<String> taken = new HashSet<>();
        for (AttackedCopy copy : attacked.copies()) {
            List<Greys> own = Objects.requireNonNull(greys.get(copy.of()));
            List<Slice> slices = copy.subject().slices();
            for (int i = 0; i < slices.size(); i++) {
                Slice slice = slices.get(i);
                String name = FileNames.safe(slice.name(), taken);
                taken.add(name.toLowerCase(Locale.ROOT));
                List<String> files = ImageNames.of(name, ENDING, slice.channels());
                write(slice, out, files, own);
                int[] labels = ids.of(slice.classes());
                Greys.requireBytes(labels);
                AtomicFiles.write(
                        out.resolve("labels").resolve(name + ENDING),
                        file -> PngWriter.grey8(
                                file, slice.grid().height(), slice.grid().width(), labels));
                ObjectNode entry = listing.add(copy, i, name + ENDING, files);
                ArrayNode scales = entry.putArray("greys");
                own.forEach(scale -> scale.put(scales.addObject()));
            }
        }
        return listing.write(out);
    }

    private static void write(Slice slice, Path out, List<String> files, List<Greys> greys) {
        for (int c = 0; c < files.size(); c++) {
            int[] values = greys.get(c).of(OwnUnits.channel(slice, c));
            AtomicFiles.write(
                    out.resolve("images").resolve(files.get(c)),
                    file -> PngWriter.grey16(
                            file, slice.grid().height(), slice.grid().width(), values));
        }
    }

    /** For each subject of the cohort one scale a channel. */
    private static Map<String, List<Greys>> greys(AttackedCohort attacked, boolean png) {
        int channels = attacked.copies().get(0).subject().slices().get(0).channels();
        Map<String, List<Slice>> slices = new HashMap<>();
        for (AttackedCopy copy : attacked.copies()) {
            slices.computeIfAbsent(copy.of(), id -> new ArrayList<>())
                    .addAll(copy.subject().slices());
        }
        Optional<Greys> files = png ? Optional.of(files(attacked.cohort(), channels)) : Optional.empty();
        Map<String, List<Greys>> greys = new HashMap<>();
        slices.forEach((subject, own) -> greys.put(
                subject,
                IntStream.range(0, channels)
                        .mapToObj(channel -> files.orElseGet(() -> between(own, channel)))
                        .toList()));
        return greys;
    }

    private static Greys between(List<Slice> slices, int channel) {
        return Greys.between(
                slices.stream().map(slice -> OwnUnits.channel(slice, channel)).toList());
    }

    /** By the images as they are: an attack may reach beyond what a file of 8 bit holds. */
    private static Greys files(Cohort cohort, int channels) {
        float largest = 0;
        for (Slice slice : cohort.slices()) {
            for (int channel = 0; channel < channels; channel++) {
                for (float value : OwnUnits.channel(slice, channel)) {
                    largest = Math.max(largest, value);
                }
            }
        }
        return Greys.ofPng(Math.rint(largest));
    }
}
