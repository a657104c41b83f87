package org.duress.studies;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.spec.Contender;

/**
 * One gate of the scaling study.
 *
 * @param discs the cohort
 * @param network whether the model is a U-Net; else one that takes no memory
 * @param contenders none for those that suit the model
 */
record ScalingRow(DiscCohort discs, boolean network, Set<Contender> contenders) {
    private static final String UNET = "unet";
    private static final String DEFAULT = "default";

    ScalingRow {
        contenders = Set.copyOf(contenders);
    }

    /** From {@code SIZE,SLICES,ORGANS[,unet],CONTENDER...}, where {@code default} stands for none. */
    static ScalingRow of(String text) {
        List<String> cells = Arrays.asList(text.split(",", -1));
        try {
            boolean network = cells.contains(UNET);
            EnumSet<Contender> contenders = EnumSet.noneOf(Contender.class);
            cells.subList(network ? 4 : 3, cells.size()).stream()
                    .filter(word -> !word.equals(DEFAULT))
                    .forEach(word -> contenders.add(Contender.valueOf(word.toUpperCase(Locale.ROOT))));
            return new ScalingRow(
                    new DiscCohort(number(cells.get(0)), number(cells.get(1)), number(cells.get(2))),
                    network,
                    contenders);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new DuressException(
                    "'" + text + "' is no row: give SIZE,SLICES,ORGANS, then unet where a U-Net is meant, then"
                            + " contenders, or default",
                    e);
        }
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    /** As people read it. */
    String names() {
        return contenders.isEmpty()
                ? DEFAULT
                : contenders.stream()
                        .sorted()
                        .map(one -> one.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return discs.size() + "," + discs.slices() + "," + discs.organs() + (network ? "," + UNET : "") + ","
                + names().replace(" ", "");
    }
}
