package org.duress.model.open;

import java.util.LinkedHashMap;
import java.util.Map;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.SegmentationModel;
import org.duress.spec.ModelSpec;

/** A model that says by which files it was understood, and what these leave open. */
final class DescribedModel extends ForwardingModel {
    private final ModelSpec asked;
    private final Described described;

    /**
     * Says it of a model.
     *
     * @param model closed with this one
     */
    DescribedModel(SegmentationModel model, ModelSpec asked, Described described) {
        super(model);
        this.asked = asked;
        this.described = described;
    }

    @Override
    public Map<String, String> provenance() {
        Map<String, String> all = new LinkedHashMap<>(super.provenance());
        all.put("described by", asked.format() + ", " + asked.source().name());
        if (!described.remarks().isEmpty()) {
            all.put("left open", String.join(" ", described.remarks()));
        }
        return all;
    }

    @Override
    protected Passage passage(ImageBatch images) {
        return Passage.unchanged(images);
    }
}
