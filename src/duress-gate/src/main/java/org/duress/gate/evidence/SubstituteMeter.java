package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.duress.Progress;
import org.duress.base.ImageKind;
import org.duress.metric.Dice;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.result.SubstituteAgreement;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;

/** Measures how alike substitute and model segment the gate slices. Mutable, for one thread. */
public final class SubstituteMeter {
    /** Below it a substitute is worth a warning: what two readers of a CT reach for a pancreas, about. */
    private static final double LEAST_AGREEMENT = 0.7;

    private final SegmentationModel substitute;
    private final List<String> organs;
    private final List<Dice> clean;
    private final List<Dice> attacked;

    public SubstituteMeter(SegmentationModel substitute, List<String> organs) {
        this.substitute = substitute;
        this.organs = organs;
        clean = new ArrayList<>(Collections.nCopies(organs.size(), Dice.NONE));
        attacked = new ArrayList<>(clean);
    }

    /** Adds slices that were segmented by the model, clean and attacked; all of one size. */
    void add(List<Judged> slices) {
        List<Trial> trials = slices.stream().map(Judged::trial).toList();
        add(
                ImageBatch.of(trials.stream().map(Trial::slice).toList()),
                slices.stream().map(slice -> slice.clean().segmented()).toList(),
                clean);
        add(Trial.images(trials), slices.stream().map(Judged::segmented).toList(), attacked);
    }

    private void add(ImageBatch images, List<byte[]> maps, List<Dice> sum) {
        Segmentation segmentation = substitute.segment(images);
        for (int i = 0; i < maps.size(); i++) {
            List<Dice> one =
                    Dice.perOrgan(segmentation.classMap(i), images.scope(i).over(maps.get(i)), substitute.sets());
            for (int organ = 0; organ < organs.size(); organ++) {
                sum.set(organ, sum.get(organ).plus(one.get(organ)));
            }
        }
    }

    /**
     * A substitute that sees other organs than the model leads the attacker astray, and a weak attack reads as robust.
     */
    public void warnOfDisagreement(ImageKind kind, Progress listener) {
        for (SubstituteAgreement organ : agreement()) {
            if (organ.clean() < LEAST_AGREEMENT) {
                listener.warn(String.format(
                        Locale.ROOT,
                        "the substitute agrees with the model on %s by a Dice of only %.2f on clean gate %s, so its"
                                + " attacker is weak there; raise attack.substituteSteps or name more attackerSubjects",
                        organ.organ(),
                        organ.clean(),
                        kind.images()));
            }
        }
    }

    public List<SubstituteAgreement> agreement() {
        List<SubstituteAgreement> agreement = new ArrayList<>();
        for (int organ = 0; organ < organs.size(); organ++) {
            agreement.add(new SubstituteAgreement(
                    organs.get(organ),
                    clean.get(organ).score(),
                    attacked.get(organ).score()));
        }
        return agreement;
    }
}
