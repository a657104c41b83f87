package org.duress.testkit.planted.panel;

import java.util.Optional;
import org.duress.attack.Perturbation;
import org.duress.model.SegmentationModel;
import org.duress.spec.RobustnessSpec;

/**
 * One kind on one seed's cohort.
 *
 * @param model to be closed by whoever asked for it
 * @param spec what it is judged by
 * @param witness fields for all gate slices, in order, that break it; empty where nothing does
 */
public record Specimen(SegmentationModel model, RobustnessSpec spec, Optional<Perturbation> witness) {}
