package org.duress.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.duress.attack.Perceived;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.model.ImageBatch;
import org.duress.spec.Reference;

/** Subjects under perturbations. */
public final class Disguise {
    /** Mean of the absolute value of a standard normal number. */
    private static final double MEAN_OF_NOISE = Math.sqrt(2 / Math.PI);

    private Disguise() {}

    /** One perturbation a slice of a subject. */
    public interface Fields extends Function<Subject, List<Perturbation>> {
        /** The same, with a part of each. */
        default Fields times(double ofDeformation, double ofIntensity) {
            return subject -> apply(subject).stream()
                    .map(fields -> fields.times(ofDeformation, ofIntensity))
                    .toList();
        }
    }

    /**
     * What resampling alone does: each slice or volume is shifted by up to half a pixel along each axis. The
     * model has nothing to fear from it.
     */
    public static Fields shifted(long seed) {
        return drawn(seed, (slice, random) -> {
            Perturbation fields = Perturbation.none(ImageBatch.of(slice));
            float[] shift = new float[fields.components()];
            for (int c = 0; c < shift.length; c++) {
                shift[c] = random.nextFloat() - 0.5f;
            }
            for (int i = 0; i < fields.deformation().length; i++) {
                fields.deformation()[i] = shift[i % shift.length];
            }
            return fields;
        });
    }

    /** What cannot be missed: another number in each pixel. */
    public static Fields noise(double perceptibility, long seed) {
        return drawn(seed, (slice, random) -> {
            Perturbation fields = Perturbation.none(ImageBatch.of(slice));
            for (int i = 0; i < fields.intensity().length; i++) {
                fields.intensity()[i] = (float) (perceptibility / MEAN_OF_NOISE * random.nextGaussian());
            }
            return fields;
        });
    }

    private static Fields drawn(long seed, BiFunction<Slice, Random, Perturbation> fields) {
        return subject -> {
            Random random = new Random(seed + subject.id().hashCode());
            return subject.slices().stream()
                    .map(slice -> fields.apply(slice, random))
                    .toList();
        };
    }

    /** The perturbed subjects, labels and all: against the reference they show what a model lost. */
    public static List<Subject> of(List<Subject> subjects, Fields fields, Reference reference) {
        return subjects.stream()
                .map(subject -> new Subject(subject.id(), perturbed(subject, fields, reference)))
                .toList();
    }

    private static List<Slice> perturbed(Subject subject, Fields all, Reference reference) {
        List<Perturbation> each = all.apply(subject);
        List<Slice> slices = new ArrayList<>();
        for (Slice slice : subject.slices()) {
            Perturbation fields = each.get(slices.size());
            slices.add(slice.with(
                    Warp.perturb(ImageBatch.of(slice), fields).pixels(),
                    reference.choose(
                            Warp.labels(slice.classes(), fields.deformation(), slice.grid()), slice.classes())));
        }
        return slices;
    }

    /** Mean p over all slices. */
    public static double perceptibility(Detectability.Pair pair) {
        double[] each = new double[pair.clean().size()];
        Arrays.setAll(
                each, i -> perceptibility(pair.clean().get(i), pair.attacked().get(i)));
        double slices = pair.clean().stream()
                .mapToInt(subject -> subject.slices().size())
                .sum();
        return Arrays.stream(each).sum() / slices;
    }

    private static double perceptibility(Subject clean, Subject attacked) {
        double sum = 0;
        for (int i = 0; i < clean.slices().size(); i++) {
            sum += Perceived.perceptibility(
                    ImageBatch.of(clean.slices().get(i)),
                    attacked.slices().get(i).image(),
                    0);
        }
        return sum;
    }
}
