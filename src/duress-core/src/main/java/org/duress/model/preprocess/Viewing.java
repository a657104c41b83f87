package org.duress.model.preprocess;

import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.spec.AnswerSpace;

/** What a network is shown instead of images: one implementation a kind of {@link Views}. */
interface Viewing {
    /**
     * The grid that the model behind is asked about.
     *
     * @throws org.duress.DuressException if images on this grid cannot be taken; the message says why
     */
    Grid grid(Grid images);

    /** The views of a batch. */
    Views views(ImageBatch images);

    /** In which numbers the answers about views are averaged. */
    AnswerSpace average();
}
