package org.duress.model.open;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.duress.model.ModelFile;
import org.duress.model.descriptor.DescribedLabels;
import org.duress.model.descriptor.Descriptor;
import org.duress.model.descriptor.MonaiBundle;
import org.duress.model.descriptor.NnUNetPlans;
import org.duress.model.descriptor.Place;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;

/**
 * A model whose files say themselves what is done with it: a MONAI bundle, or a folder of nnU-Net.
 *
 * @param spec its network's own format and file, with all that the files say
 * @param dimensions axes of the images that it takes, 2 or 3; empty where no file says them
 * @param channels names of the channels that it takes; empty where no file says them
 * @param remarks what the files leave open, a sentence each
 */
public record Described(ModelSpec spec, OptionalInt dimensions, List<String> channels, List<String> remarks) {
    public static final String MONAI = "monai";
    public static final String NNUNET = "nnunet";

    /** Those formats whose files describe their model. */
    public static final List<String> FORMATS = List.of(MONAI, NNUNET);

    /**
     * Understands a model's files; a model of another format is left as it is.
     *
     * @throws org.duress.DuressException if something in the files is not understood, or they describe what is not
     *     gated
     */
    public static Described understood(ModelSpec spec) {
        if (!FORMATS.contains(spec.format())) {
            return of(spec);
        }
        Place place = Place.of(spec.path());
        Descriptor descriptor = spec.format().equals(MONAI) ? MonaiBundle.read(place) : NnUNetPlans.read(place);
        DescribedSteps steps = DescribedSteps.of(descriptor);
        List<String> remarks = new ArrayList<>(descriptor.remarks());
        remarks.addAll(steps.remarks());
        DescribedLabels labels = descriptor.labels();
        if (!labels.largest().isEmpty()) {
            remarks.add("The files keep only the largest component of a label; what is judged is the answer before"
                    + " that.");
        }
        ModelSpec network = new ModelSpec(
                        descriptor.network().endsWith(".onnx") ? "onnx" : "torchscript",
                        new ModelSource.File(place.extracted(descriptor.network(), ModelFile.MOST_BYTES)),
                        spec.head() == ModelHead.AUTO ? head(labels) : spec.head(),
                        spec.layout(),
                        spec.channels().isPresent()
                                ? spec.channels()
                                : OptionalInt.of(descriptor.channels().size()),
                        spec.output(),
                        spec.classes().isEmpty() ? classes(labels) : spec.classes())
                .preprocessed(
                        spec.preprocess().isEmpty() ? steps.steps() : spec.preprocess(),
                        spec.tiles().or(steps::tiles),
                        spec.flips().isEmpty() ? flips(descriptor) : spec.flips());
        return new Described(
                network, OptionalInt.of(descriptor.dimensions()), descriptor.channels(), List.copyOf(remarks));
    }

    /** A model whose spec says all that is known. */
    public static Described of(ModelSpec spec) {
        return new Described(spec, OptionalInt.empty(), List.of(), List.of());
    }

    private static ModelHead head(DescribedLabels labels) {
        return labels.head() == DescribedLabels.Head.SIGMOID ? ModelHead.ORGAN_LOGITS : ModelHead.LOGITS;
    }

    /** Of a head of organs the first output is class 1, of one of classes the first is background. */
    private static Map<String, List<Integer>> classes(DescribedLabels labels) {
        Map<String, List<Integer>> classes = new LinkedHashMap<>();
        int first = labels.head() == DescribedLabels.Head.SIGMOID ? 1 : 0;
        for (int output = 0; output < labels.outputs().size(); output++) {
            if (output + first > 0) {
                classes.put(labels.outputs().get(output).name(), List.of(output + first));
            }
        }
        return classes;
    }

    /**
     * No axis, each axis, and all of them together: what nnU-Net averages. A spec counts rows and columns first, then
     * planes, which a network of volumes has first.
     */
    private static List<List<Integer>> flips(Descriptor descriptor) {
        List<List<Integer>> flips = new ArrayList<>(List.of(List.of()));
        int planes = descriptor.dimensions() - 2;
        for (int axis : descriptor.flips()) {
            int own = axis < planes ? 2 : axis - planes;
            List<List<Integer>> with = flips.stream()
                    .map(flip -> Stream.concat(flip.stream(), Stream.of(own))
                            .sorted()
                            .toList())
                    .toList();
            flips.addAll(with);
        }
        return flips.size() == 1 ? List.of() : flips;
    }
}
