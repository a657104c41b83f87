package org.duress.gate.prepare;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.duress.Progress;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.canary.Canaries;
import org.duress.gate.canary.Ground;
import org.duress.gate.canary.Plant;
import org.duress.gate.canary.Planting;
import org.duress.gate.canary.Plot;
import org.duress.gate.canary.Plots;
import org.duress.model.SegmentationModel;
import org.duress.result.PlantEvidence;
import org.duress.spec.Contender;

/**
 * Copies of a model, for which the attacks on it are made ready once more, by the same code.
 *
 * @param store folder of what is trained
 * @param task what the attacks on the model were prepared for
 * @param model that is copied
 * @param searches what is tried on it, of {@link Plant#SEARCHES}; not empty
 */
record PlantedCopies(Path store, AttackTask task, SegmentationModel model, Set<Contender> searches, Progress listener)
        implements Canaries {
    @Override
    public Plots plots(Baseline baseline) {
        return Plots.of(task.spec(), task.held(), baseline);
    }

    @Override
    public Optional<PlantEvidence> grown(Plot plot, Ground ground) {
        return new Planting(task.spec(), task.held(), model, ground).grown(plot, this::attacked);
    }

    private Optional<PlantEvidence> attacked(Plant plant) {
        AttackTask onCopy = plant.task(searches, task);
        CountingModel copy = new CountingModel(plant.copy());
        try (PreparedAttack attack = new Contenders(store).prepareChecked(onCopy, copy, listener)) {
            return plant.attacked(attack.attacks());
        }
    }
}
