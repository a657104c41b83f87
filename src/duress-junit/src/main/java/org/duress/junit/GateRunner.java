package org.duress.junit;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.GateListener;
import org.duress.gate.OutOfMemory;
import org.duress.gate.RobustnessGate;
import org.duress.gate.Surroundings;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.result.GateOutcome;
import org.duress.spec.DuressProperties;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.Shard;
import org.duress.spec.read.PropertyLayers;
import org.opentest4j.TestAbortedException;

/** Opens what an assignment does not give, and runs the gate; a seam for the tests of this room. */
interface GateRunner {
    GateOutcome run(Assignment assignment, PropertyLayers properties, GateListener listener);

    /**
     * The gate itself, or a part of it. A model that test code gives stays open.
     *
     * @throws TestAbortedException if a shard was attacked, which has no verdict, and says where it was written; or if
     *     attackers were trained and nothing else
     * @throws org.duress.EnvironmentException if memory is short
     */
    static GateOutcome measure(Assignment assignment, PropertyLayers properties, GateListener listener) {
        return measure(assignment, properties, Instant::now, listener);
    }

    /**
     * The same on another day.
     *
     * @param clock says which
     */
    static GateOutcome measure(
            Assignment assignment, PropertyLayers properties, InstantSource clock, GateListener listener) {
        return OutOfMemory.said(assignment.spec(), () -> opened(assignment, properties, clock, listener));
    }

    private static GateOutcome opened(
            Assignment assignment, PropertyLayers properties, InstantSource clock, GateListener listener) {
        if (assignment.model().isPresent()) {
            Understood given = Understood.asSaid(assignment.spec());
            return measure(assignment, given, assignment.model().get(), properties, clock, listener);
        }
        Understood understood = Models.understood(assignment.spec());
        ModelSpec spec = understood.spec().model();
        if (!(spec.source() instanceof ModelSource.File)) {
            // An image may have to be pulled, and a server takes its time.
            listener.step("wait for model", 0, 1, spec.source().name());
        }
        try (SegmentationModel model = understood.open()) {
            return measure(assignment, understood, model, properties, clock, listener);
        }
    }

    private static GateOutcome measure(
            Assignment assignment,
            Understood understood,
            SegmentationModel model,
            PropertyLayers properties,
            InstantSource clock,
            GateListener listener) {
        Cohort cohort = assignment
                .cohort()
                .map(given -> understood.requireFits(Cohorts.sound(given)))
                .orElseGet(understood::cohort);
        try {
            RobustnessGate gate = new RobustnessGate(properties.store(), Surroundings.of(properties, clock));
            if (properties.trainOnly()) {
                throw new TestAbortedException(gate.train(understood.spec(), model, cohort, listener)
                        + "; nothing of spec '" + understood.spec().name() + "' was attacked, for "
                        + DuressProperties.TRAIN_ONLY + " is set");
            }
            Optional<Shard> shard = properties.shard();
            if (shard.isPresent()) {
                // Neither green nor red: nothing is known of the model yet.
                throw new TestAbortedException(
                        gate.shard(shard.get(), properties.shards(), understood.spec(), model, cohort, listener)
                                .sentence());
            }
            GateOutcome outcome = properties.merge().isEmpty()
                    ? gate.run(understood.spec(), model, cohort, listener)
                    : gate.merge(properties.merge(), understood.spec(), model, cohort, listener);
            return outcome.diagnosed(model);
        } catch (DuressException e) {
            // While there is a container whose log can be read.
            e.attach(model.diagnostics());
            throw e;
        }
    }
}
