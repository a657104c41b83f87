package org.duress.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.duress.data.CohortSurvey;
import org.duress.spec.CohortFormat;
import org.duress.spec.ImageSize;
import org.duress.spec.Modality;

/**
 * What a new spec says, and why.
 *
 * @param from the folder that was looked at
 * @param format of the model
 * @param organs label ids by name, in the order of the model's classes
 * @param organsFrom who says so
 * @param size of slices; empty for volumes
 * @param modality where it is known
 */
record Draft(
        String name,
        Path from,
        String format,
        Path model,
        SeenModel seen,
        Path images,
        Path labels,
        CohortSurvey cohort,
        Map<String, List<Integer>> organs,
        String organsFrom,
        List<Integer> ignore,
        int dimensions,
        Optional<ImageSize> size,
        Optional<Modality> modality) {
    /** Two to four are enough to train an attacker on. */
    private static final int MOST_ATTACKED = 4;

    /** For a first verdict; their number decides how wide its intervals are. */
    private static final int MOST_JUDGED = 12;

    private static final double SAME_SPACING = 0.01;

    Draft {
        organs = new LinkedHashMap<>(organs);
        ignore = List.copyOf(ignore);
    }

    boolean volumes() {
        return dimensions > 2;
    }

    /** Of CT in files that have Hounsfield units. */
    boolean hounsfield() {
        return modality.filter(Modality.CT::equals).isPresent() && cohort.format() != CohortFormat.PNG;
    }

    /** Who trains the attacker: the first few, unless nobody else would show an organ then. */
    List<String> attackers() {
        List<String> all = List.copyOf(cohort.subjects());
        int count = Math.max(1, Math.min(MOST_ATTACKED, all.size() / 4));
        List<String> first = all.subList(0, count);
        List<String> last = all.subList(all.size() - count, all.size());
        return showEveryOrgan(without(all, first)) || !showEveryOrgan(without(all, last)) ? first : last;
    }

    /** Who is judged; empty for all others. */
    List<String> judged() {
        List<String> others = without(List.copyOf(cohort.subjects()), attackers());
        if (others.size() <= MOST_JUDGED) {
            return List.of();
        }
        List<String> some = others.subList(0, MOST_JUDGED);
        return showEveryOrgan(some) ? some : List.of();
    }

    private static List<String> without(List<String> all, List<String> some) {
        List<String> rest = new ArrayList<>(all);
        rest.removeAll(some);
        return rest;
    }

    private boolean showEveryOrgan(List<String> subjects) {
        return organs.values().stream()
                .allMatch(ids -> ids.stream().anyMatch(id -> {
                    SortedSet<String> showing = new TreeSet<>(cohort.ids().getOrDefault(id, new TreeSet<>()));
                    showing.retainAll(Set.copyOf(subjects));
                    return !showing.isEmpty();
                }));
    }

    /** What volumes have to be resampled to, where their voxels differ and the model does not say it. */
    Optional<List<Double>> spacing() {
        if (!volumes() || seen.described()) {
            return Optional.empty();
        }
        List<Double> most = cohort.grids().get(0).spacing();
        boolean same = cohort.grids().stream().allMatch(grid -> {
            for (int axis = 0; axis < most.size(); axis++) {
                double ratio = grid.spacing().get(axis) / most.get(axis);
                if (Math.abs(ratio - 1) > SAME_SPACING) {
                    return false;
                }
            }
            return true;
        });
        return same ? Optional.empty() : Optional.of(most);
    }

    /** {@code LiverTest}, of a spec named liver. */
    String testClass() {
        StringBuilder name = new StringBuilder();
        for (String word : this.name.split("[^A-Za-z0-9]+")) {
            if (!word.isEmpty()) {
                name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        boolean identifier = name.length() > 0 && Character.isJavaIdentifierStart(name.charAt(0));
        return (identifier ? "" : "Spec") + name + "Test";
    }
}
