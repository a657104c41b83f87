package org.duress.model.preprocess;

import java.nio.charset.StandardCharsets;
import org.duress.base.Grid;
import org.duress.base.Sha256;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.SegmentationModel;

/** A model behind one step. */
final class StageModel extends ForwardingModel {
    private final Stage stage;
    private final String text;
    private final boolean organs;

    /**
     * A model behind a step.
     *
     * @param model closed with this one
     * @param organs whether each organ's values are for itself
     * @param text what the step is, for the fingerprint
     */
    StageModel(SegmentationModel model, Stage stage, boolean organs, String text) {
        super(model);
        this.stage = stage;
        this.organs = organs;
        this.text = text;
    }

    @Override
    public String fingerprint() {
        return fingerprint(super.fingerprint(), text);
    }

    /** Of a model behind a step: another step is another model to attack. */
    static String fingerprint(String model, String step) {
        return Sha256.of(model.getBytes(StandardCharsets.UTF_8), step.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void requireSize(Grid grid) {
        super.requireSize(stage.grid(grid));
    }

    @Override
    public boolean takes(Grid grid) {
        return super.takes(stage.grid(grid));
    }

    @Override
    protected Passage passage(ImageBatch images) {
        return stage.passage(images, new Answers(classes(), organs));
    }
}
