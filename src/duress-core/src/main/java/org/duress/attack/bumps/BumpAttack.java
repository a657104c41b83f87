package org.duress.attack.bumps;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.duress.attack.Attack;
import org.duress.attack.Budget;
import org.duress.attack.CleanAnswers;
import org.duress.attack.KeptFields;
import org.duress.attack.OpenImages;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.WorstTrials;
import org.duress.base.Seeds;
import org.duress.base.SideBySide;
import org.duress.metric.OrganScores;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.FieldKind;

/**
 * Asks the model about single concentrated fields, one after the other: brighter and darker, moved, grown and shrunk,
 * in many places and sizes, mostly at the edge of the budget ({@link BumpSet}). It follows nothing, so that neither
 * flat ground nor a gradient that leads elsewhere keeps it from a place where a model breaks all at once.
 *
 * <p>Needs no gradients. The places are moved a little by the seed, for each image anew. The images of a batch are
 * asked about together, and none has anything to do with the others.
 */
public final class BumpAttack implements Attack {
    /** Fewest bumps of an image that are worth asking about. */
    public static final int LEAST_BUMPS = 16;

    private final SegmentationModel model;
    private final Budget budget;
    private final Set<FieldKind> fields;
    private final int most;
    private final OrganLimits limits;

    /**
     * An attack.
     *
     * @param model the model under test
     * @param budget what a perturbation may spend
     * @param fields which fields may be used
     * @param most most questions about one image, one about the clean image aside; at least 1
     * @param limits what each organ may lose
     */
    public BumpAttack(SegmentationModel model, Budget budget, Set<FieldKind> fields, int most, OrganLimits limits) {
        if (most < 1) {
            throw new IllegalArgumentException("an attack by bumps asks about at least 1 of them, not " + most);
        }
        this.model = model;
        this.budget = budget;
        this.fields = EnumSet.copyOf(fields);
        if (budget.spec().displacement() == 0) {
            this.fields.remove(FieldKind.DEFORMATION);
        }
        this.most = most;
        this.limits = limits;
    }

    /** A bump of one image of a batch. */
    private record Asked(int image, Bump bump) {}

    /** Gives the worst of each image by the mean first, then the worst for each organ, the hardest hit first. */
    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        return perturb(images, new BitSet(), samples, seed);
    }

    @Override
    public List<Perturbation> perturb(ImageBatch batch, BitSet lost, int samples, long seed) {
        if (budget.spec().perceptibility() == 0 || fields.isEmpty()) {
            return List.of(Perturbation.none(batch));
        }
        OpenImages left = new OpenImages(batch, lost);
        ImageBatch images = left.images();
        CleanAnswers answers = new CleanAnswers(model, images);
        List<ImageBatch> alone =
                IntStream.range(0, images.count()).mapToObj(images::one).toList();
        List<List<Bump>> bumps = SideBySide.each(
                images.count(), i -> bumps(answers, i, alone.get(i), Raster.moved(Seeds.image(seed, left.place(i)))));
        List<WorstTrials<KeptFields>> worst = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            worst.add(new WorstTrials<>(limits, answers.shown(i), found -> found));
        }
        Iterator<Asked> all = inTurn(bumps).iterator();
        int together = answers.together();
        // Of large volumes only the fields of one pass are there at a time.
        int ahead = Math.max(
                together,
                KeptFields.atOnce(Runtime.getRuntime().availableProcessors(), images.grid(), images.channels()));
        IntPredicate open = image -> !worst.get(image).enough();
        for (List<Asked> next = next(all, ahead, open); !next.isEmpty(); next = next(all, ahead, open)) {
            List<Asked> these = next;
            List<CleanAnswers.Question> ready = SideBySide.each(these.size(), k -> {
                Asked asked = these.get(k);
                return new CleanAnswers.Question(asked.image(), asked.bump().fields(alone.get(asked.image()), budget));
            });
            for (List<CleanAnswers.Question> pass : parts(ready, together)) {
                ask(answers, pass.stream().filter(one -> open.test(one.image())).toList(), worst);
            }
        }
        return left.joined(worst.stream().map(WorstTrials::distinct).toList(), samples);
    }

    /** So many of those that are left, if there are as many, of images of which not enough was found. */
    private static List<Asked> next(Iterator<Asked> left, int most, IntPredicate open) {
        List<Asked> next = new ArrayList<>();
        while (left.hasNext() && next.size() < most) {
            Asked asked = left.next();
            if (open.test(asked.image())) {
                next.add(asked);
            }
        }
        return next;
    }

    private static void ask(
            CleanAnswers answers, List<CleanAnswers.Question> pass, List<WorstTrials<KeptFields>> worst) {
        if (pass.isEmpty()) {
            return;
        }
        List<OrganScores> scores = answers.ask(pass);
        for (int k = 0; k < pass.size(); k++) {
            KeptFields asked = pass.get(k).fields();
            WorstTrials<KeptFields> own = worst.get(pass.get(k).image());
            // Again, for how many questions of an image go into one pass depends on how many others there are.
            if (!own.enough()) {
                own.offer(scores.get(k), () -> asked);
            }
        }
    }

    private static <T> List<List<T>> parts(List<T> all, int most) {
        return IntStream.range(0, (all.size() + most - 1) / most)
                .mapToObj(k -> all.subList(k * most, Math.min(all.size(), (k + 1) * most)))
                .toList();
    }

    /** Half of them of each field, where both may be used. */
    private List<Bump> bumps(CleanAnswers answers, int image, ImageBatch own, Raster raster) {
        BumpSet set = new BumpSet(budget, own, raster);
        boolean shades = fields.contains(FieldKind.INTENSITY);
        boolean moves = fields.contains(FieldKind.DEFORMATION);
        int moved = moves ? shades ? most / 2 : most : 0;
        List<Bump> bumps = new ArrayList<>();
        if (moves) {
            bumps.addAll(set.moves(moved, shades, OrganPlaces.of(answers, image, own.grid(), set.narrowMove())));
        }
        if (shades) {
            bumps.addAll(
                    set.shades(most - bumps.size(), OrganPlaces.of(answers, image, own.grid(), set.narrowShade())));
        }
        return bumps;
    }

    /** The first of each image, then the second of each, so that a pass is about as many images as may be. */
    private static List<Asked> inTurn(List<List<Bump>> bumps) {
        int longest = Collections.max(bumps.stream().map(List::size).toList());
        List<Asked> all = new ArrayList<>();
        for (int k = 0; k < longest; k++) {
            for (int i = 0; i < bumps.size(); i++) {
                if (k < bumps.get(i).size()) {
                    all.add(new Asked(i, bumps.get(i).get(k)));
                }
            }
        }
        return all;
    }
}
