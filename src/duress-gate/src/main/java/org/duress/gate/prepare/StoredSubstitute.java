package org.duress.gate.prepare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.duress.Progress;
import org.duress.attack.substitute.Substitute;
import org.duress.attack.substitute.SubstituteTrainer;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.baseline.Clock;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.baseline.DataFingerprint;
import org.duress.model.DifferentiableModel;
import org.duress.model.PaddedModel;
import org.duress.model.ScopedModel;
import org.duress.model.SegmentationModel;
import org.duress.store.AttackerKey;
import org.duress.store.AttackerStore;
import org.duress.store.Recipe;
import org.duress.store.Stored;

/**
 * The substitute of a model, from the store where it is there, trained and kept where not.
 *
 * @param folder the store's folder
 */
record StoredSubstitute(Path folder) {
    /**
     * A substitute at hand.
     *
     * @param summary one line for the report
     */
    record Prepared(DifferentiableModel model, boolean fromStore, String summary) {}

    Prepared prepare(AttackTask task, CountingModel model, Progress listener) {
        Clock clock = new Clock();
        long before = model.asked();
        String key = AttackerKey.ofSubstitute(model.fingerprint(), DataFingerprint.of(task.training()), task.spec());
        Stored<Substitute> stored = new AttackerStore(folder, listener::warn).obtain(key, new Recipe<>() {
            @Override
            public String kind() {
                return "substitute";
            }

            @Override
            public String against() {
                return model.fingerprint();
            }

            @Override
            public Substitute train(Path work) {
                return SubstituteTrainer.train(model, task.training(), task.spec(), work, listener);
            }

            @Override
            public void save(Substitute substitute, Path file) throws IOException {
                substitute.save(file);
            }

            @Override
            public Substitute load(Path file) {
                return Substitute.load(file, model.sets());
            }
        });
        String summary = String.format(
                Locale.ROOT,
                "%s: %d steps, %d answers (%.1f s)",
                stored.fromStore() ? "substitute loaded from the store" : "substitute trained",
                stored.attacker().steps(),
                model.asked() - before,
                clock.seconds());
        // Volumes have other sizes than the patches that it has learnt from.
        SegmentationModel fitted = PaddedModel.ofAnySize(stored.attacker().model());
        return new Prepared(new ScopedModel(fitted).differentiable().orElseThrow(), stored.fromStore(), summary);
    }
}
