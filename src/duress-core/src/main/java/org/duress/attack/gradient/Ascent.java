package org.duress.attack.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duress.attack.AnswersUnder;
import org.duress.attack.Budget;
import org.duress.attack.CleanAnswers;
import org.duress.attack.Edge;
import org.duress.attack.FieldGradient;
import org.duress.attack.KeptFields;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.attack.WorstOfStarts;
import org.duress.attack.WorstTrials;
import org.duress.base.OrganSets;
import org.duress.base.SideBySide;
import org.duress.metric.OrganScores;
import org.duress.metric.RootMeanSquare;
import org.duress.metric.SoftDice;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;

/** Gradient ascent on the fields of one batch, once for each restart. Mutable, for one thread. */
final class Ascent {
    /** Length of the first step, where 1 is what fills the budget; and of the last. */
    private static final double FIRST_STEP = 0.5;

    private static final double LAST_STEP = 0.05;
    private static final double MOMENTUM = 0.7;
    /** A gradient that promises less change of the loss within the budget is as good as none. */
    private static final double LEAST_CHANGE = 1e-6;

    private final DifferentiableModel model;
    private final Budget budget;
    private final ImageBatch images;
    private final boolean deforms;
    private final int pixels;
    private final int values;
    private final CleanAnswers answers;
    private final WorstOfStarts worst;
    private final double[] mostVisible;
    private final boolean[] showsOrgan;
    private final boolean[] notFinite;
    private final boolean[] felt;

    Ascent(DifferentiableModel model, Budget budget, ImageBatch images, boolean deforms, OrganLimits limits) {
        this.model = model;
        this.budget = budget;
        this.images = images;
        this.deforms = deforms;
        pixels = images.grid().voxels();
        values = pixels * model.classes();
        answers = new CleanAnswers(model, images);
        worst = new WorstOfStarts(answers, limits);
        mostVisible = new double[images.count()];
        Arrays.fill(mostVisible, budget.spec().perceptibility());
        showsOrgan = new boolean[images.count()];
        notFinite = new boolean[images.count()];
        felt = new boolean[images.count()];
        float[] clean = answers.probabilities();
        for (int i = 0; i < images.count(); i++) {
            showsOrgan[i] = showsOrgan(clean, i);
        }
    }

    private boolean showsOrgan(float[] clean, int image) {
        OrganSets sets = model.sets();
        double[] mass = new double[sets.organs() + 1];
        for (int at = image * values; at < (image + 1) * values; at += sets.classes()) {
            for (int organ = 1; organ < mass.length; organ++) {
                mass[organ] += sets.share(clean, at, organ);
            }
        }
        return Arrays.stream(mass).skip(1).anyMatch(SoftDice::shows);
    }

    WorstOfStarts worst() {
        return worst;
    }

    /** Whether there is anything that all organs of one image could lose together. */
    boolean showsAny(int image) {
        return answers.shown(image).count() > 0;
    }

    /** The organ of one image to aim at next, by what was found so far. */
    int nextOrgan(int image) {
        return worst.ofAll(image).nextOrgan();
    }

    /** An organ of one image, which {@link #nextOrgan} gave, as a loss. */
    FieldLoss at(int image, int organ, Aim aim) {
        return aim.at(
                organ, answers.shown(image).shows(organ), worst.ofAll(image).aimedAt(organ) - 1);
    }

    /** Takes note of what others have found, as starting points: of the same fields of an image once. */
    void learn(List<Perturbation> proposed) {
        List<KeptFields> held = proposed.stream()
                .map(fields -> KeptFields.of(budget.project(images, fields)))
                .toList();
        List<CleanAnswers.Question> questions = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            int image = i;
            if (!worst.done(i)) {
                KeptFields.distinct(
                                held.stream().map(fields -> fields.one(image)).toList())
                        .forEach(fields -> questions.add(new CleanAnswers.Question(image, fields)));
            }
        }
        List<OrganScores> scores = answers.ask(questions);
        for (int k = 0; k < scores.size(); k++) {
            worst.learn(questions.get(k).image(), questions.get(k).fields(), scores.get(k));
        }
    }

    /** The worst so far of one image for an aim of {@link WorstTrials}, of whoever found it. */
    Optional<KeptFields> soFar(int image, int aim) {
        return worst.ofAll(image).worst(aim);
    }

    /** Adds what the gradients of this batch were like. */
    GradientHealth health(GradientHealth before) {
        GradientHealth health = before;
        for (int i = 0; i < images.count(); i++) {
            if (showsOrgan[i]) {
                health = health.plus(notFinite[i], !felt[i] && !notFinite[i]);
            }
        }
        return health;
    }

    /**
     * One restart, from where the control points are, until enough was found for every image; a step at least.
     *
     * @param losses one an image
     */
    void run(int restart, List<FieldLoss> losses, ControlPoints points, int steps) {
        boolean[] stopped = new boolean[images.count()];
        double[] momentum = new double[images.count() * points.length()];
        for (int step = 0; step < steps; step++) {
            KeptFields fields = project(points);
            AnswersUnder under = answered(restart, fields);
            if (step > 0 && worst.done()) {
                return;
            }
            AnswersUnder.Slope slope = slope(losses, under);
            double[] gradient = inside(slope, points);
            double length = steps == 1
                    ? FIRST_STEP
                    : FIRST_STEP * Math.pow(LAST_STEP / FIRST_STEP, (double) step / (steps - 1));
            for (int i = 0; i < images.count(); i++) {
                stopped[i] |= !finite(i, slope, gradient, points.length());
                if (!stopped[i]) {
                    step(i, points, gradient, momentum, length);
                }
            }
        }
        KeptFields last = project(points);
        judge(restart, last);
        judge(restart, KeptFields.of(budget.fill(images, last.fields())));
    }

    private KeptFields project(ControlPoints points) {
        Perturbation fields = points.fields();
        Perturbation projected = budget.project(images, fields);
        points.follow(fields, projected);
        return KeptFields.of(projected);
    }

    /** What of a slope leads along the edge of the budget, as a gradient on control points. */
    private double[] inside(AnswersUnder.Slope slope, ControlPoints points) {
        FieldGradient inside = Edge.at(slope.under(), mostVisible).inside(slope.fields());
        return points.pullback(inside.deformation(), inside.intensity());
    }

    /** Asks the model, and keeps what is worst so far. */
    AnswersUnder answered(int restart, KeptFields fields) {
        AnswersUnder under = new AnswersUnder(model, answers, fields);
        worst.offer(restart, fields, under);
        return under;
    }

    AnswersUnder.Slope slope(List<FieldLoss> losses, AnswersUnder under) {
        AnswersUnder.Slope slope = under.pullback((moved, answer, answerGradient, movedGradient) -> {
            SideBySide.works(
                    images.count(),
                    i -> losses.get(i).of(moved, answer, i * values, pixels, answerGradient, movedGradient));
        });
        if (!deforms) {
            Arrays.fill(slope.fields().deformation(), 0);
        }
        return slope;
    }

    /** Sum of the losses of all images. */
    double losses(List<FieldLoss> losses, Perturbation fields) {
        float[] moved = answers.moved(fields);
        float[] answer = model.probabilities(Warp.perturb(images, fields));
        double sum = 0;
        for (int i = 0; i < images.count(); i++) {
            sum += losses.get(i)
                    .of(moved, answer, i * values, pixels, new float[answer.length], new float[answer.length]);
        }
        return sum;
    }

    private void judge(int restart, KeptFields fields) {
        float[] answer = model.probabilities(Warp.perturb(images, fields.fields()));
        worst.offer(restart, fields, answers.moved(fields.fields()), answer);
    }

    /** Whether one image's gradients can be followed; takes note of what they are like. */
    private boolean finite(int image, AnswersUnder.Slope slope, double[] gradient, int length) {
        double largest = 0;
        double sum = 0;
        float[] ofModel = slope.model();
        int size = images.length();
        for (int p = image * size; p < (image + 1) * size; p++) {
            largest = Math.max(largest, Math.abs(ofModel[p]));
            sum += Math.abs(ofModel[p]);
        }
        for (int k = image * length; k < (image + 1) * length; k++) {
            sum += Math.abs(gradient[k]);
        }
        if (!Double.isFinite(sum)) {
            notFinite[image] = true;
            return false;
        }
        felt[image] |= largest * size * budget.spec().perceptibility() > LEAST_CHANGE;
        return true;
    }

    /**
     * A step of a given length, in units, along the mean of the directions so far: of that length for D and for V,
     * each, so that the one whose gradient is large does not hold the other back.
     */
    private static void step(int image, ControlPoints points, double[] gradient, double[] momentum, double length) {
        int from = image * points.length();
        int middle = from + points.deformationLength();
        int end = from + points.length();
        direction(gradient, momentum, from, middle);
        direction(gradient, momentum, middle, end);
        double[] step = momentum.clone();
        scale(step, from, middle, length);
        scale(step, middle, end, length);
        points.add(image, step, 1);
    }

    private static void direction(double[] gradient, double[] momentum, int from, int to) {
        double size = RootMeanSquare.of(gradient, from, to - from);
        if (size > 0) {
            for (int k = from; k < to; k++) {
                momentum[k] = MOMENTUM * momentum[k] + gradient[k] / size;
            }
        }
    }

    private static void scale(double[] values, int from, int to, double size) {
        double before = RootMeanSquare.of(values, from, to - from);
        if (before > 0) {
            for (int k = from; k < to; k++) {
                values[k] *= size / before;
            }
        }
    }
}
