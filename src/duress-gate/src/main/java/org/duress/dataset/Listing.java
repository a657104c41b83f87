package org.duress.dataset;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duress.base.AtomicFiles;
import org.duress.base.EnumWords;
import org.duress.base.ImageKind;

/** {@code export.json}: what each image of a data set is. */
final class Listing {
    static final String FILE = "export.json";

    private static final String ABOUT =
            "images are adversarial, made against the model of the spec, and labels are moved"
                    + " by the same deformation; where 'by' is missing they are as they were. All are of the spec's"
                    + " attacker subjects, at the size of its cohort. ";
    private static final String OWN = "Intensities are in the units of the cohort's files.";
    private static final String UNKNOWN =
            "Intensities are in standard deviations of the clean subject: what they were before is not known.";

    private final AttackedCohort attacked;
    private final ObjectNode root = new JsonMapper().createObjectNode();
    private final ArrayNode images;

    Listing(AttackedCohort attacked, String about) {
        this.attacked = attacked;
        boolean known = attacked.copies().stream()
                .flatMap(copy -> copy.subject().slices().stream())
                .allMatch(OwnUnits::known);
        root.put("about", ABOUT + (known ? OWN : UNKNOWN) + (about.isEmpty() ? "" : " " + about));
        images = root.putArray("images");
    }

    /** What stands beside the images. */
    ObjectNode root() {
        return root;
    }

    /** An image and its files. */
    ObjectNode add(AttackedCopy copy, int slice, String label, List<String> files) {
        ObjectNode entry = images.addObject()
                .put("subject", copy.of())
                .put("image", copy.originals().get(slice));
        copy.by().ifPresent(by -> entry.put("by", EnumWords.of(by)).put("number", copy.number()));
        entry.put("labels", label);
        files.forEach(entry.putArray("files")::add);
        return entry;
    }

    /** Writes it, last, and says what was written. */
    String write(Path out) {
        AtomicFiles.write(
                out.resolve(FILE), file -> Files.writeString(file, root.toPrettyString() + System.lineSeparator()));
        int clean = attacked.copies().stream()
                .filter(copy -> copy.by().isEmpty())
                .mapToInt(copy -> copy.subject().slices().size())
                .sum();
        ImageKind kind = attacked.cohort().grids().get(0).kind();
        long subjects =
                attacked.copies().stream().map(AttackedCopy::of).distinct().count();
        return "wrote " + (attacked.images() - clean) + " adversarial " + kind.images()
                + (clean == 0 ? "" : " and " + clean + " clean ones") + " of " + subjects + " subjects to " + out;
    }
}
