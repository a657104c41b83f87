package org.duress.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.OrganSets;
import org.duress.spec.ModelHead;

/**
 * Which classes of a model make up which organ of a cohort. Classes of no organ are background.
 *
 * <p>A pixel's class is the model's own: its most probable class first, then that class's organs. Probabilities of an
 * organ are the sums of its classes'. Where organs overlap, a class may be in several; a model that has one probability
 * an organ, each for itself, gives {@link IndependentOrgans}.
 */
public final class OrganClasses {
    /** Numbers that a byte of a model's own class map has. */
    private static final int MOST = 256;

    private OrganClasses() {}

    /** The same for organs that exclude each other, of a model that does not leave open what its values are. */
    public static SegmentationModel map(
            SegmentationModel model, Map<String, List<Integer>> classes, List<String> organs) {
        return map(model, ModelHead.AUTO, classes, organs, OrganSets.exclusive(organs.size()));
    }

    /**
     * The model as the cohort sees it.
     *
     * @param model stays open, and is closed with the result
     * @param classes what the spec says of the model's classes ({@code model.classes}); empty: the model's own names,
     *     or where it has none, its classes in the cohort's order
     * @param head what the spec says of the model's last values
     * @param organs the cohort's
     * @param sets the cohort's
     * @return the model itself where its classes are the cohort's already
     * @throws DuressException if an organ has no class, a class is not the model's, or the model has more than 256
     */
    public static SegmentationModel map(
            SegmentationModel model,
            ModelHead head,
            Map<String, List<Integer>> classes,
            List<String> organs,
            OrganSets sets) {
        if (model.classes() > MOST) {
            throw new DuressException(
                    "the model has " + model.classes() + " classes with background, where " + MOST
                            + " are understood; give a network that leaves out, or merges, those that the cohort does not name");
        }
        if (sets.overlapping() && model.sets().equals(sets)) {
            return model;
        }
        List<List<Integer>> own = !classes.isEmpty()
                ? named(model.classes(), classes, organs)
                : !model.organs().isEmpty() ? modelsOwn(model.organs(), organs) : positions(model.classes(), organs);
        if (sets.overlapping() && head.ofOrgans()) {
            return new IndependentOrgans(model, channels(own, organs), organs, sets);
        }
        if (sets.overlapping()) {
            requireOverlap(own, head, classes, organs);
        }
        int[] organClass = new int[model.classes()];
        for (int organ = 1; organ <= own.size(); organ++) {
            for (int c : own.get(organ - 1)) {
                organClass[c] = sets.with(organClass[c], organ);
            }
        }
        boolean same =
                Arrays.equals(organClass, IntStream.range(0, sets.classes()).toArray());
        return same && !sets.overlapping() ? model : new MergedClasses(model, organClass, organs, sets);
    }

    /** The class of each organ, of a model that has one for each organ. */
    private static int[] channels(List<List<Integer>> own, List<String> organs) {
        for (int organ = 0; organ < own.size(); organ++) {
            if (own.get(organ).size() != 1) {
                throw new DuressException("model.classes gives '" + organs.get(organ) + "' the classes "
                        + own.get(organ) + ", but of a model with one value an organ each organ is one class; give it"
                        + " one");
            }
        }
        int[] channels = own.stream().mapToInt(classes -> classes.get(0)).toArray();
        if (!eachItsOwn(own)) {
            throw new DuressException("model.classes gives a class to several of the organs " + organs
                    + ", but of a model with one value an organ each organ is a class of its own; correct it");
        }
        return channels;
    }

    /** Classes that exclude each other make up organs that overlap only where some are in several. */
    private static void requireOverlap(
            List<List<Integer>> own, ModelHead head, Map<String, List<Integer>> classes, List<String> organs) {
        if (eachItsOwn(own) && (head == ModelHead.AUTO || classes.isEmpty())) {
            throw new DuressException(
                    "the cohort's organs " + organs + " overlap, and each is a class of its own of the"
                            + " model; set model.head to organ-logits or organ-probabilities if the model has a"
                            + " sigmoid for each organ, or say in model.classes which of its classes make up each, as"
                            + " in {whole: [1, 2], core: [2]}");
        }
    }

    private static boolean eachItsOwn(List<List<Integer>> own) {
        return own.stream().allMatch(classes -> classes.size() == 1)
                && own.stream().distinct().count() == own.size();
    }

    private static List<List<Integer>> named(
            int modelClasses, Map<String, List<Integer>> classes, List<String> organs) {
        List<List<Integer>> all = new ArrayList<>();
        for (String name : organs) {
            List<Integer> own = classes.get(name);
            if (own == null) {
                throw new DuressException("model.classes names " + classes.keySet() + ", but not the cohort's organ '"
                        + name + "'; add its class");
            }
            for (int c : own) {
                if (c >= modelClasses) {
                    throw new DuressException("model.classes gives '" + name + "' the class " + c
                            + ", but the model's classes are 0 (background) to " + (modelClasses - 1));
                }
            }
            all.add(own);
        }
        return all;
    }

    private static List<List<Integer>> modelsOwn(List<String> names, List<String> organs) {
        Set<String> missing = new HashSet<>(organs);
        names.forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new DuressException("the model's organs are " + names + " and the cohort's " + organs
                    + "; use the model's names in cohort.organs, or set model.classes");
        }
        return organs.stream()
                .map(organ -> IntStream.rangeClosed(1, names.size())
                        .filter(c -> names.get(c - 1).equals(organ))
                        .boxed()
                        .toList())
                .toList();
    }

    private static List<List<Integer>> positions(int modelClasses, List<String> organs) {
        if (modelClasses != organs.size() + 1) {
            throw new DuressException("model output with the wrong number of classes: " + modelClasses
                    + " with background, where the cohort's organs " + organs + " need " + (organs.size() + 1)
                    + "; list the model's organs in cohort.organs, or say in model.classes which class is which organ");
        }
        return IntStream.rangeClosed(1, organs.size()).mapToObj(List::of).toList();
    }
}
