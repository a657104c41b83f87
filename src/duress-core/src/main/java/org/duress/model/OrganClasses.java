package org.duress.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.Sha256;

/**
 * Which classes of a model make up which organ of a cohort. Classes of no organ are background.
 *
 * <p>A pixel's class is the model's own: its most probable class first, then that class's organ. Probabilities of an
 * organ are the sums of its classes'.
 */
public final class OrganClasses {
    /** For each class of the model the cohort's class: organ i is class i + 1, 0 is background. */
    private final int[] organClass;

    private final int classes;
    private final List<String> organs;

    private OrganClasses(int[] organClass, List<String> organs) {
        this.organClass = organClass;
        this.organs = List.copyOf(organs);
        this.classes = organs.size() + 1;
    }

    /**
     * The model as the cohort sees it: organ i of the cohort is class i + 1.
     *
     * @param model stays open, and is closed with the result
     * @param classes what the spec says of the model's classes ({@code model.classes}); empty: the model's own names,
     *     or where it has none, its classes in the cohort's order
     * @param organs the cohort's
     * @return the model itself where its classes are the cohort's already
     * @throws DuressException if an organ has no class, or a class is not the model's
     */
    public static SegmentationModel map(
            SegmentationModel model, Map<String, List<Integer>> classes, List<String> organs) {
        int[] organClass = !classes.isEmpty()
                ? named(model.classes(), classes, organs)
                : !model.organs().isEmpty() ? modelsOwn(model.organs(), organs) : positions(model.classes(), organs);
        if (Arrays.equals(organClass, IntStream.rangeClosed(0, organs.size()).toArray())) {
            return model;
        }
        return new OrganClasses(organClass, organs).new Mapped(model);
    }

    private static int[] named(int modelClasses, Map<String, List<Integer>> classes, List<String> organs) {
        int[] organClass = new int[modelClasses];
        for (int organ = 0; organ < organs.size(); organ++) {
            String name = organs.get(organ);
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
                organClass[c] = organ + 1;
            }
        }
        return organClass;
    }

    private static int[] modelsOwn(List<String> names, List<String> organs) {
        Set<String> missing = new HashSet<>(organs);
        names.forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new DuressException("the model's organs are " + names + " and the cohort's " + organs
                    + "; use the model's names in cohort.organs, or set model.classes");
        }
        int[] organClass = new int[names.size() + 1];
        for (int c = 1; c < organClass.length; c++) {
            organClass[c] = organs.indexOf(names.get(c - 1)) + 1;
        }
        return organClass;
    }

    private static int[] positions(int modelClasses, List<String> organs) {
        if (modelClasses != organs.size() + 1) {
            throw new DuressException("model output with the wrong number of classes: " + modelClasses
                    + " with background, where the cohort's organs " + organs + " need " + (organs.size() + 1)
                    + "; list the model's organs in cohort.organs, or say in model.classes which class is which organ");
        }
        return IntStream.rangeClosed(0, organs.size()).toArray();
    }

    private float[] merge(float[] probabilities) {
        int pixels = probabilities.length / organClass.length;
        float[] merged = new float[pixels * classes];
        int from = 0;
        for (int p = 0; p < pixels; p++) {
            for (int target : organClass) {
                merged[p * classes + target] += probabilities[from++];
            }
        }
        return merged;
    }

    /** The pullback of {@link #merge}. */
    private float[] spread(float[] gradient) {
        int pixels = gradient.length / classes;
        float[] spread = new float[pixels * organClass.length];
        int to = 0;
        for (int p = 0; p < pixels; p++) {
            for (int source : organClass) {
                spread[to++] = gradient[p * classes + source];
            }
        }
        return spread;
    }

    private final class Mapped extends ForwardingModel {
        Mapped(SegmentationModel model) {
            super(model);
        }

        @Override
        public List<String> organs() {
            return organs;
        }

        @Override
        public int classes() {
            return classes;
        }

        /** The model's with the mapping: another mapping is another model to attack. */
        @Override
        public String fingerprint() {
            return Sha256.of(
                    super.fingerprint().getBytes(StandardCharsets.UTF_8),
                    (organs + Arrays.toString(organClass)).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        protected Passage passage(ImageBatch images) {
            return new Mapping(images);
        }
    }

    private final class Mapping implements Passage {
        private final ImageBatch images;

        Mapping(ImageBatch images) {
            this.images = images;
        }

        @Override
        public ImageBatch images() {
            return images;
        }

        @Override
        public float[] probabilities(float[] own) {
            return merge(own);
        }

        @Override
        public byte[] classMap(Segmentation own) {
            byte[] map = new byte[own.classMap().length];
            for (int p = 0; p < map.length; p++) {
                map[p] = (byte) organClass[own.classMap()[p]];
            }
            return map;
        }

        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
            return own.inputGradient(spread(gradient));
        }
    }
}
