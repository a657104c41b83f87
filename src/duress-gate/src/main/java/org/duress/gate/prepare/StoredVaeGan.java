package org.duress.gate.prepare;

import java.io.IOException;
import java.nio.file.Path;
import org.duress.Progress;
import org.duress.attack.vaegan.VaeGanAttacker;
import org.duress.attack.vaegan.VaeGanTrainer;
import org.duress.gate.baseline.DataFingerprint;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.spec.AttackSpec;
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
    Stored<VaeGanAttacker> obtain(AttackSpec spec, DifferentiableModel model, ImageBatch training, Progress listener) {
        String key = AttackerKey.of(model.fingerprint(), DataFingerprint.of(training), spec);
        return new AttackerStore(folder, listener::warn).obtain(key, new Recipe<>() {
            @Override
            public String kind() {
                return "attacker";
            }

            @Override
            public VaeGanAttacker train(Path work) {
                return VaeGanTrainer.train(spec, model, training, work, listener);
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
