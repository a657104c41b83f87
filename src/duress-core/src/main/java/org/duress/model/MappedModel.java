package org.duress.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.duress.base.OrganSets;
import org.duress.base.Sha256;

/** A model whose classes become those of a cohort. */
abstract class MappedModel extends ForwardingModel {
    private final List<String> organs;
    private final OrganSets sets;
    private final String mapping;

    /**
     * A model before another.
     *
     * @param model closed with this one
     * @param organs the cohort's
     * @param sets the cohort's
     * @param mapping a text that no other mapping has
     */
    MappedModel(SegmentationModel model, List<String> organs, OrganSets sets, String mapping) {
        super(model);
        this.organs = List.copyOf(organs);
        this.sets = sets;
        this.mapping = mapping;
    }

    @Override
    public final List<String> organs() {
        return organs;
    }

    @Override
    public final int classes() {
        return sets.classes();
    }

    @Override
    public final OrganSets sets() {
        return sets;
    }

    /** The model's with the mapping: another mapping is another model to attack. */
    @Override
    public final String fingerprint() {
        return Sha256.of(
                super.fingerprint().getBytes(StandardCharsets.UTF_8), mapping.getBytes(StandardCharsets.UTF_8));
    }
}
