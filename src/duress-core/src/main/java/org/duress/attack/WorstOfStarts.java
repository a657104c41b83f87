package org.duress.attack;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.duress.base.SideBySide;
import org.duress.metric.OrganScores;

/**
 * For each image of a batch the worst perturbation of each restart, by the mean over its organs, and the worst for each
 * organ over all restarts. Mutable, for one thread.
 */
public final class WorstOfStarts {
    private final CleanAnswers clean;
    private final List<Image> perImage = new ArrayList<>();
    private final BitSet done = new BitSet();

    private record Found(double mean, KeptFields fields) {}

    private record Image(WorstTrials<KeptFields> ofAll, Map<Integer, Found> ofRestarts) {
        void offer(int restart, OrganScores scores, KeptFields fields) {
            Found before = ofRestarts.get(restart);
            if (!Double.isNaN(scores.mean()) && (before == null || scores.mean() < before.mean())) {
                ofRestarts.put(restart, new Found(scores.mean(), fields));
            }
            ofAll.offer(scores, () -> fields);
        }

        List<KeptFields> lowest() {
            List<KeptFields> lowest = new ArrayList<>(ofAll.distinct());
            Set<KeptFields> kept = Collections.newSetFromMap(new IdentityHashMap<>());
            kept.addAll(lowest);
            ofRestarts.values().stream()
                    .sorted(Comparator.comparingDouble(Found::mean))
                    .map(Found::fields)
                    .filter(kept::add)
                    .forEach(lowest::add);
            return lowest;
        }
    }

    /**
     * Nothing found yet.
     *
     * @param clean what the model says of the clean images
     */
    public WorstOfStarts(CleanAnswers clean, OrganLimits limits) {
        this.clean = clean;
        for (int i = 0; i < clean.images().count(); i++) {
            perImage.add(new Image(new WorstTrials<>(limits, clean.shown(i), fields -> fields), new TreeMap<>()));
        }
    }

    /**
     * Keeps the fields of each image for which they are the worst of the restart, or for an organ, so far; the first of
     * equals.
     *
     * @param moved the clean answers, moved by D
     * @param answers to the images under the fields
     */
    public void offer(int restart, KeptFields fields, float[] moved, float[] answers) {
        List<OrganScores> scores = scores(moved, answers);
        for (int i = done.nextClearBit(0); i < perImage.size(); i = done.nextClearBit(i + 1)) {
            perImage.get(i).offer(restart, scores.get(i), fields.one(i));
        }
    }

    private List<OrganScores> scores(float[] moved, float[] answers) {
        return SideBySide.each(perImage.size(), i -> clean.score(i, moved, answers));
    }

    /** The same of fields of one image that no restart has found, but somebody else. */
    public void learn(int image, KeptFields fields, OrganScores scores) {
        if (!done(image)) {
            perImage.get(image).ofAll().offer(scores, () -> fields);
        }
    }

    /** Whether enough was found for an image when it was last asked for. */
    public boolean done(int image) {
        return done.get(image);
    }

    /** The same of fields that a model was asked about. */
    public void offer(int restart, KeptFields fields, AnswersUnder under) {
        offer(restart, fields, under.moved(), under.answers());
    }

    /**
     * To be asked between two steps, or two restarts: whether further ones would find no more. An image of which enough
     * was found ({@link WorstTrials#enough}) is done: nothing is kept for it from here on, so that it does not matter
     * how long others take.
     */
    public boolean done() {
        for (int i = 0; i < perImage.size(); i++) {
            done.set(i, perImage.get(i).ofAll().enough());
        }
        return done.cardinality() == perImage.size();
    }

    /** What was found for one image over all restarts. */
    public WorstTrials<KeptFields> ofAll(int image) {
        return perImage.get(image).ofAll();
    }

    /** Of each image the worst by the mean, the worst for each organ, then those of the other restarts; none twice. */
    public List<List<KeptFields>> lowest() {
        return perImage.stream().map(Image::lowest).toList();
    }

    /**
     * The same as fields of the batch.
     *
     * @param most fields for an image
     */
    public List<Perturbation> lowest(int most) {
        return WorstTrials.joined(clean.images(), lowest(), most);
    }
}
