package org.duress.junit;

import java.util.Optional;
import org.duress.data.Cohort;
import org.duress.model.SegmentationModel;
import org.duress.spec.RobustnessSpec;

/**
 * What one invocation has to judge.
 *
 * @param model the model, where test code gives it; else it is opened from the spec
 * @param cohort the cohort, where test code gives it; else it is opened from the spec
 */
record Assignment(RobustnessSpec spec, Optional<SegmentationModel> model, Optional<Cohort> cohort) {
    static Assignment of(RobustnessSpec spec) {
        return new Assignment(spec, Optional.empty(), Optional.empty());
    }
}
