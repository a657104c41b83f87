package org.duress.model;

import java.util.List;
import java.util.function.Consumer;
import org.duress.DuressException;
import org.duress.data.Cohort;
import org.duress.spec.ModelSpec;

/**
 * A model as a cohort needs it. Closing the model that it was made of closes both.
 *
 * @param sized takes the channels and the size of the cohort's images, and answers in the model's own classes
 * @param mapped the same in the cohort's classes, and silent where an image does not count
 */
public record FittedModel(SegmentationModel sized, SegmentationModel mapped) {
    /**
     * Fits a model to a cohort: first its channels, then its size, then its classes.
     *
     * @param spec what is said of the model
     * @param warn hears what was done to the images that nobody asked for
     * @throws DuressException if the model takes other channels or sizes than the images have, or an organ has no class
     */
    public static FittedModel of(SegmentationModel model, ModelSpec spec, Cohort cohort, Consumer<String> warn) {
        SegmentationModel fed = RepeatedChannel.fit(model, spec, cohort.channels(), warn);
        SegmentationModel sized = PaddedModel.fit(fed, cohort.grids());
        if (sized instanceof PaddedModel padded) {
            warn.accept("the model does not take images of " + padded.words()
                    + "; what was added is neither attacked nor judged");
        }
        List<String> organs = cohort.organNames();
        SegmentationModel mapped = OrganClasses.map(sized, spec.head(), spec.classes(), organs, cohort.sets());
        return new FittedModel(sized, new ScopedModel(mapped));
    }
}
