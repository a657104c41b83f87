package org.duress.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.base.Grid;

/**
 * Which of a model's outputs is judged: the one that the spec names, or the only one that can be meant. Of several that
 * can be meant none is taken, for which of them is the answer only its maker knows: deep supervision puts it first or
 * last.
 *
 * @param name of the output
 * @param provenance how it was chosen, where there was a choice; for {@link SegmentationModel#provenance}
 */
public record ChosenOutput(String name, Map<String, String> provenance) {
    /** Outputs that are tried; a model that has more is asked about by name. */
    private static final int MOST_TRIED = 32;

    /** Names in a message. */
    private static final int MOST_SHOWN = 20;

    /** Why an output was chosen that nobody named. */
    public static final String ONLY_FITTING = "the only one that gives a number a class for each pixel";

    private static final String KEY = "output";

    public ChosenOutput {
        provenance = Map.copyOf(provenance);
    }

    /**
     * Chooses an output.
     *
     * @param wanted what the spec names
     * @param names of all outputs, at least one
     * @param networks the network that ends in an output, by its name; {@link IllegalArgumentException} where it gives
     *     no class of each pixel, and {@link DuressException} where nobody can tell
     * @param sizes of images to try, until one fits
     * @param model how messages name it, such as "the model in unet.h5"
     * @throws DuressException if there is no such output, or several can be meant
     */
    public static ChosenOutput of(
            Optional<String> wanted,
            List<String> names,
            Function<String, SizedNetwork> networks,
            List<Grid> sizes,
            String model) {
        List<String> all = List.copyOf(new LinkedHashSet<>(names));
        if (wanted.isPresent() && !all.contains(wanted.get())) {
            throw new DuressException(model + " has no output '" + wanted.get() + "'; set model.output to one of "
                    + shown(all, "[", "]"));
        }
        if (all.size() == 1) {
            return only(all.get(0));
        }
        if (wanted.isPresent()) {
            return among(wanted.get(), all, "as model.output says");
        }
        List<String> meant = all.size() > MOST_TRIED ? all : meant(all, networks, sizes, model);
        if (meant.size() == 1) {
            return among(meant.get(0), all, ONLY_FITTING);
        }
        throw ambiguous(model, meant);
    }

    /** The output of a model that has one. */
    public static ChosenOutput only(String name) {
        return new ChosenOutput(name, Map.of());
    }

    /**
     * An output of several, which the result names.
     *
     * @param names of all
     * @param why it was chosen
     */
    public static ChosenOutput among(String name, List<String> names, String why) {
        return names.size() == 1
                ? only(name)
                : new ChosenOutput(name, Map.of(KEY, "'" + name + "' of " + answers(names) + ", " + why));
    }

    /**
     * Asks for the output.
     *
     * @param meant names of those that could be the segmentation
     */
    public static DuressException ambiguous(String model, List<String> meant) {
        return new DuressException(model + " answers with " + answers(meant)
                + ", each of which could be the segmentation; name one with model.output");
    }

    private static String answers(List<String> names) {
        return names.size() + " outputs " + shown(names, "(", ")");
    }

    private static String shown(List<String> names, String open, String close) {
        String more = names.size() > MOST_SHOWN ? ", and " + (names.size() - MOST_SHOWN) + " more" : "";
        return names.stream().limit(MOST_SHOWN).collect(Collectors.joining(", ", open, more + close));
    }

    /** At the first size that any of them takes: a smaller map of deep supervision is smaller at every size. */
    private static List<String> meant(
            List<String> names, Function<String, SizedNetwork> networks, List<Grid> sizes, String model) {
        String misfit = "";
        for (Grid size : sizes) {
            List<String> fit = new ArrayList<>();
            List<String> unknown = new ArrayList<>();
            DuressException untold = null;
            for (String name : names) {
                try {
                    Optional<String> off = networks.apply(name).at(size).graph().misfit(size);
                    misfit = off.orElse(misfit);
                    (off.isEmpty() ? fit : new ArrayList<String>()).add(name);
                } catch (IllegalArgumentException e) {
                    misfit = String.valueOf(e.getMessage());
                } catch (DuressException e) {
                    unknown.add(name);
                    untold = untold == null ? e : untold;
                }
            }
            if (fit.isEmpty() && untold != null) {
                throw untold;
            }
            if (!fit.isEmpty()) {
                return names.stream()
                        .filter(name -> fit.contains(name) || unknown.contains(name))
                        .toList();
            }
        }
        throw new DuressException(model + " answers with " + answers(names)
                + ", none of which gives a number a class for each pixel of images of " + size(sizes) + " (" + misfit
                + "); export one that does");
    }

    private static String size(List<Grid> sizes) {
        return sizes.size() == 1
                ? sizes.get(0) + " pixels"
                : sizes.stream().map(size -> size.size(0)).sorted().toList() + " pixels a side";
    }
}
