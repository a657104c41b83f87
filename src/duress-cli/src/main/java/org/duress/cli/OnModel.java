package org.duress.cli;

import java.util.function.BiFunction;
import org.duress.DuressException;
import org.duress.gate.OutOfMemory;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.result.GateOutcome;
import org.duress.spec.RobustnessSpec;

/** A run on the model of a spec, which is open as long as it takes. */
final class OnModel {
    private OnModel() {}

    /**
     * Runs it.
     *
     * @throws org.duress.EnvironmentException if memory is short, or as the run does
     * @throws DuressException if the model cannot be opened, or as the run does
     */
    static GateOutcome run(RobustnessSpec asked, BiFunction<Understood, SegmentationModel, GateOutcome> gate) {
        return OutOfMemory.said(asked, () -> {
            Understood understood = Models.understood(asked);
            try (SegmentationModel model = understood.open()) {
                try {
                    return gate.apply(understood, model).diagnosed(model);
                } catch (DuressException e) {
                    // While there is a container whose log can be read.
                    e.attach(model.diagnostics());
                    throw e;
                }
            }
        });
    }
}
