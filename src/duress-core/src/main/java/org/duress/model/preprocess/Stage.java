package org.duress.model.preprocess;

import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;

/** One step between an image and what the model behind it sees. */
interface Stage {
    /**
     * The grid that the model behind is asked about.
     *
     * @throws org.duress.DuressException if images on this grid cannot be taken; the message says why
     */
    Grid grid(Grid images);

    /**
     * What is done to a batch of images that are equally far apart.
     *
     * @param answers of the model behind
     */
    Passage passage(ImageBatch images, Answers answers);
}
