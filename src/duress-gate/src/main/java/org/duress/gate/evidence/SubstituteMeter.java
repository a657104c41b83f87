package org.duress.gate.evidence;

import java.util.List;
import org.duress.metric.Dice;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;

/**
 * Measures how alike substitute and model segment gate slices.
 *
 * @param substitute with the cohort's classes
 */
public record SubstituteMeter(SegmentationModel substitute) {
    /** Of slices that were segmented by the model, clean and attacked; all of one size. */
    public SubstituteCounts of(List<Judged> slices) {
        List<Trial> trials = slices.stream().map(Judged::trial).toList();
        return new SubstituteCounts(
                of(
                        ImageBatch.of(trials.stream().map(Trial::slice).toList()),
                        slices.stream().map(slice -> slice.clean().segmented()).toList()),
                of(Trial.images(trials), slices.stream().map(Judged::segmented).toList()));
    }

    private List<Dice> of(ImageBatch images, List<byte[]> maps) {
        Segmentation segmentation = substitute.segment(images);
        List<Dice> sum = Dice.none(substitute.sets().organs());
        for (int i = 0; i < maps.size(); i++) {
            sum = Dice.sum(
                    sum, Dice.perOrgan(segmentation.classMap(i), images.scope(i).over(maps.get(i)), substitute.sets()));
        }
        return sum;
    }
}
