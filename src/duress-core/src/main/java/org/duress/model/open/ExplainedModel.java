package org.duress.model.open;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.duress.base.Grid;
import org.duress.model.Dimensions;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.SegmentationModel;
import org.duress.model.preprocess.Preprocessing;
import org.duress.spec.ModelSpec;

/**
 * A model that says in its provenance what is done to images before its network, by which files it was understood, and
 * what these leave open.
 */
final class ExplainedModel extends ForwardingModel {
    private final Map<String, String> explained;
    private final String name;
    private final OptionalInt dimensions;

    private ExplainedModel(
            SegmentationModel model, Map<String, String> explained, String name, OptionalInt dimensions) {
        super(model);
        this.explained = explained;
        this.name = name;
        this.dimensions = dimensions;
    }

    /**
     * Says it of a model.
     *
     * @param model closed with this one
     * @param asked as the spec says it
     * @return the model itself where there is nothing to say
     */
    static SegmentationModel of(SegmentationModel model, ModelSpec asked, Described described) {
        Map<String, String> explained = new LinkedHashMap<>();
        String input = Preprocessing.words(described.spec());
        if (!input.isEmpty()) {
            explained.put("input", input);
        }
        if (!described.channels().isEmpty()) {
            explained.put("described by", asked.format() + ", " + asked.source().name());
        }
        if (!described.remarks().isEmpty()) {
            explained.put("left open", String.join(" ", described.remarks()));
        }
        return explained.isEmpty()
                ? model
                : new ExplainedModel(model, explained, asked.source().name(), described.dimensions());
    }

    /** First by what the files say, which a step or a tile of other axes would only hint at. */
    @Override
    public void requireSize(Grid grid) {
        dimensions.ifPresent(rank -> Dimensions.require("model " + name, rank, grid));
        super.requireSize(grid);
    }

    @Override
    public boolean takes(Grid grid) {
        return dimensions.orElse(grid.rank()) == grid.rank() && super.takes(grid);
    }

    @Override
    public Map<String, String> provenance() {
        Map<String, String> all = new LinkedHashMap<>(super.provenance());
        all.putAll(explained);
        return all;
    }

    @Override
    protected Passage passage(ImageBatch images) {
        return Passage.unchanged(images);
    }
}
