package org.duress.gate.judge;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.duress.base.OrganSets;
import org.duress.base.SideBySide;
import org.duress.gate.baseline.Segmenter;
import org.duress.metric.Dice;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;

/**
 * The one judge of perturbed slices. Nobody's bookkeeping is believed: each image is rebuilt from (D, V), segmented by
 * the model, and compared with both labels. For one thread.
 */
public final class Judge {
    private final Segmenter segmenter;

    public Judge(Segmenter segmenter) {
        this.segmenter = segmenter;
    }

    /** Which organs a class is. */
    OrganSets sets() {
        return segmenter.sets();
    }

    /** Judges trials that go through the model together, of slices of one size; at least one. */
    public JudgedBatch judge(List<Trial> trials) {
        return judgeAll(List.of(trials)).get(0);
    }

    /** Judges several batches; a model that waits for its answers works on several at once. */
    public List<JudgedBatch> judgeAll(List<List<Trial>> batches) {
        List<ImageBatch> images = batches.stream().map(Trial::images).toList();
        List<Segmentation> answers = segmenter.segmentAll(images);
        return IntStream.range(0, batches.size())
                .mapToObj(b -> judged(batches.get(b), images.get(b), answers.get(b)))
                .toList();
    }

    private JudgedBatch judged(List<Trial> trials, ImageBatch images, Segmentation answer) {
        return new JudgedBatch(images, answer.probabilities(), judged(trials, answer::classMap));
    }

    /**
     * Judges answers that are there already.
     *
     * @param maps gives the class of each pixel of one image
     */
    List<Judged> judged(List<Trial> trials, IntFunction<byte[]> maps) {
        OrganSets sets = segmenter.sets();
        return SideBySide.each(trials.size(), i -> {
            Trial trial = trials.get(i);
            byte[] label = trial.slice().classes();
            byte[] segmented = maps.apply(i);
            return new Judged(
                    trial,
                    segmented,
                    Dice.perOrgan(segmented, trial.movedLabel(), sets),
                    Dice.perOrgan(segmented, label, sets));
        });
    }
}
