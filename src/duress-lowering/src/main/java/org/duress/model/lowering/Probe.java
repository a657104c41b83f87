package org.duress.model.lowering;

import java.util.ArrayList;
import java.util.List;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ProbeSizes;
import org.duress.model.SizedNetwork;

/** Lowers a model once when it is opened, so that what it cannot be is known then and not in the middle of a run. */
public final class Probe {
    private Probe() {}

    /**
     * Number of classes of a model, background included.
     *
     * @param model how messages name it: "the model in unet.h5"
     * @throws DuressException if it holds what the core does not have, or takes images of no usual size
     */
    public static int classes(SizedNetwork sized, String model) {
        List<IllegalArgumentException> misfits = new ArrayList<>();
        for (Grid size : ProbeSizes.any(sized.axes().orElse(2))) {
            try {
                return classes(sized.at(size).graph().outputChannels(), model);
            } catch (IllegalArgumentException e) {
                misfits.add(e);
            }
        }
        IllegalArgumentException first = misfits.get(0);
        throw new DuressException(
                model + " cannot be used (" + first.getMessage() + "); check model.path, model.channels and model.head",
                first);
    }

    private static int classes(int classes, String model) {
        if (classes < 2) {
            throw new DuressException(model
                    + " gives one class, where background and at least one organ are needed; set model.head to what its"
                    + " values are");
        }
        return classes;
    }
}
