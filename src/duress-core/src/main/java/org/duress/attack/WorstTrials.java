package org.duress.attack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.duress.metric.OrganScores;
import org.duress.metric.ShownOrgans;
import org.duress.model.ImageBatch;

/**
 * The worst that a search has found so far for one image: by the mean over its organs, and for each organ, those
 * included that the clean answer does not show. So it also says which organ is worth aiming at next. Mutable, for one
 * thread.
 *
 * @param <T> what is kept of a trial
 */
public final class WorstTrials<T> {
    /** The aim of a search that goes for all organs together; an organ is the aim of its number. */
    public static final int ALL_ORGANS = 0;

    private final OrganLimits limits;
    private final ShownOrgans shown;
    private final Function<? super T, KeptFields> fields;
    private final int[] aimed;
    private final Map<Integer, Scored<T>> worst = new TreeMap<>();
    private Optional<Scored<T>> asked = Optional.empty();
    private boolean found;

    private record Scored<T>(double score, T trial) {}

    /**
     * Nothing found yet.
     *
     * @param shown organs of the clean answer
     * @param fields of a trial, of one image
     */
    public WorstTrials(OrganLimits limits, ShownOrgans shown, Function<? super T, KeptFields> fields) {
        this.limits = limits;
        this.shown = shown;
        this.fields = fields;
        aimed = new int[shown.organs().size() + 1];
    }

    /**
     * Keeps a trial for each aim for which it is the worst so far; the first of equals. NaN is no score.
     *
     * @param trial asked for at most once, and only if it is kept
     */
    public void offer(OrganScores scores, Supplier<? extends T> trial) {
        List<Integer> better = new ArrayList<>();
        for (int aim = 0; aim < aimed.length; aim++) {
            double score = score(scores, aim);
            Scored<T> before = worst.get(aim);
            if (!Double.isNaN(score) && (before == null || score < before.score())) {
                better.add(aim);
            }
        }
        if (!better.isEmpty()) {
            T kept = trial.get();
            better.forEach(aim -> worst.put(aim, new Scored<>(score(scores, aim), kept)));
        }
    }

    /** What a search with an aim lowers: the score of the organ, or the mean. */
    public static double score(OrganScores scores, int aim) {
        return aim == ALL_ORGANS ? scores.mean() : scores.of(aim);
    }

    /** The worst for an aim; empty while nothing has had a score. */
    public Optional<T> worst(int aim) {
        return Optional.ofNullable(worst.get(aim)).map(Scored::trial);
    }

    /** The worst by the mean, then the worst for each organ that has lost anything, the hardest hit first; no twins. */
    public List<T> distinct() {
        List<T> distinct = new ArrayList<>();
        worst(ALL_ORGANS).ifPresent(distinct::add);
        organs().stream()
                .filter(organ -> lost(organ) > 0)
                .sorted(Comparator.comparingDouble(organ -> -lost(organ)))
                .flatMap(organ -> worst(organ).stream())
                .filter(trial -> distinct.stream().noneMatch(kept -> kept == trial))
                .forEach(distinct::add);
        return distinct;
    }

    /**
     * Chooses the organ to aim at next, and takes note of it: one within its limit rather than one past it, then one
     * that was aimed at less often, then the one that is nearest to its limit.
     */
    public int nextOrgan() {
        int next = organs().stream()
                .min(Comparator.<Integer, Boolean>comparing(organ -> lost(organ) > 1)
                        .thenComparing(organ -> aimed[organ])
                        .thenComparing(organ -> -lost(organ)))
                .orElseThrow();
        aimed[next]++;
        return next;
    }

    /** How often an organ was chosen so far. */
    public int aimedAt(int organ) {
        return aimed[organ];
    }

    /**
     * Whether a search has found enough: every organ that the clean answer shows is as good as lost ({@link
     * OrganLimits#lost}), so that worse trials would say little more about the model; or the one thing that it is after
     * was found. Where no organ shows all must be lost to what is drawn of them falsely.
     */
    public boolean enough() {
        return limits.sought()
                .map(this::found)
                .orElseGet(() -> organs().stream()
                        .filter(organ -> shown.count() == 0 || shown.shows(organ))
                        .allMatch(this::isLost));
    }

    private boolean isLost(int organ) {
        Scored<T> left = worst.get(organ);
        return left != null && limits.lost(organ, left.score());
    }

    /** Each trial is asked about once. */
    private boolean found(OrganLimits.Sought sought) {
        Optional<Scored<T>> left = Optional.ofNullable(worst.get(sought.organ()));
        if (!found && isLost(sought.organ()) && !asked.equals(left)) {
            asked = left;
            found = asked.filter(one -> sought.found().test(fields.apply(one.trial())))
                    .isPresent();
        }
        return found;
    }

    /** How much of what an organ may lose it has lost; above 1 it is past its limit. */
    private double lost(int organ) {
        Scored<T> found = worst.get(organ);
        return found == null ? 0 : (1 - found.score()) / limits.of(organ);
    }

    private List<Integer> organs() {
        List<Integer> organs = new ArrayList<>();
        for (int organ = 1; organ < aimed.length; organ++) {
            organs.add(organ);
        }
        return organs;
    }

    /**
     * Fields of a batch from fields of each image: the k-th of the batch are the k-th of each image, or its first where
     * it has fewer.
     *
     * @param perImage for each image its fields
     * @param most fields that are given back; at least 1
     * @return at least one, which changes nothing about an image that has no fields; kept as {@link KeptFields#list}
     */
    public static List<Perturbation> joined(ImageBatch images, List<List<KeptFields>> perImage, int most) {
        int longest = perImage.stream().mapToInt(List::size).max().orElse(1);
        List<KeptFields> joined = new ArrayList<>();
        for (int k = 0; k < Math.max(1, Math.min(most, longest)); k++) {
            joined.add(joinedAt(images, perImage, k));
        }
        return KeptFields.list(joined);
    }

    private static KeptFields joinedAt(ImageBatch images, List<List<KeptFields>> perImage, int k) {
        if (perImage.size() == 1 && !perImage.get(0).isEmpty()) {
            return perImage.get(0).get(k);
        }
        Perturbation all = Perturbation.none(images);
        for (int i = 0; i < perImage.size(); i++) {
            List<KeptFields> own = perImage.get(i);
            if (!own.isEmpty()) {
                all.put(i, own.get(k < own.size() ? k : 0).fields());
            }
        }
        return KeptFields.of(all);
    }
}
