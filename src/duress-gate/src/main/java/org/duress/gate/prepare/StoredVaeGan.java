package org.duress.gate.prepare;

import java.io.IOException;
import java.nio.file.Path;
import org.duress.Progress;
import org.duress.attack.vaegan.VaeGanAttacker;
import org.duress.attack.vaegan.VaeGanTrainer;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.baseline.DataFingerprint;
import org.duress.model.DifferentiableModel;
import org.duress.store.AttackerKey;
import org.duress.store.AttackerStore;
import org.duress.store.Recipe;
import org.duress.store.Stored;

/**
 * The VAE-GAN attacker, from the store where it is there, trained and kept where not.
 *
 * @param folder the store's folder
 */
record StoredVaeGan(Path folder) {
    Stored<VaeGanAttacker> obtain(AttackTask task, DifferentiableModel model, Progress listener) {
        String key =
                AttackerKey.of(model.fingerprint(), DataFingerprint.of(task.training()), task.spec(), task.budget());
        return new AttackerStore(folder, listener::warn).obtain(key, new Recipe<>() {
            @Override
            public String kind() {
                return "attacker";
            }

            @Override
            public String against() {
                return model.fingerprint();
            }

            @Override
            public VaeGanAttacker train(Path work) {
                return VaeGanTrainer.train(task.spec(), task.budget(), model, task.training(), work, listener);
            }

            @Override
            public void save(VaeGanAttacker attacker, Path file) throws IOException {
                attacker.save(file);
            }

            @Override
            public VaeGanAttacker load(Path file) {
                return VaeGanAttacker.load(file);
            }
        });
    }
}
