package org.duress.gate;

import java.nio.file.Path;
import java.util.Locale;
import org.duress.attack.vaegan.VaeGanAttacker;
import org.duress.attack.vaegan.VaeGanTrainer;
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
record StoredVaeGan(Path folder) implements AttackSource {
    @Override
    public PreparedAttack prepare(
            AttackSpec spec, DifferentiableModel model, ImageBatch training, GateListener listener) {
        Clock clock = new Clock();
        String key = AttackerKey.of(model.fingerprint(), DataFingerprint.of(training), spec);
        Stored<VaeGanAttacker> stored = new AttackerStore(folder, listener::warn).obtain(key, new Recipe<>() {
            @Override
            public VaeGanAttacker train(Path work) {
                return VaeGanTrainer.train(spec, model, training, work, listener);
            }

            @Override
            public void save(VaeGanAttacker attacker, Path file) {
                attacker.save(file);
            }

            @Override
            public VaeGanAttacker load(Path file) {
                return VaeGanAttacker.load(file);
            }
        });
        VaeGanAttacker attacker = stored.attacker();
        String summary = String.format(
                Locale.ROOT,
                "%s: %d steps on %d slices (%.1f s)",
                stored.fromStore() ? "attacker loaded from the store" : "attacker trained",
                attacker.steps(),
                training.count(),
                clock.seconds());
        return new PreparedAttack(attacker, attacker.steps(), stored.fromStore(), summary, attacker::close);
    }
}
