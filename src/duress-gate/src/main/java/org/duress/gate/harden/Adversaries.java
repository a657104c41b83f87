package org.duress.gate.harden;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.duress.attack.Perturbation;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.model.ImageBatch;

/**
 * The attacks of one round: each chosen contender at each share of the budget, made ready against the network as it was
 * when the round began. Those that search ask it as it is when they search.
 *
 * @param whole those of the whole budget
 * @param all those of each share
 */
record Adversaries(PreparedAttack whole, List<PreparedAttack> all) implements AutoCloseable {
    /** Fields of an image that are proposed, of which one is taken. */
    private static final int PROPOSED = 4;

    Adversaries {
        all = List.copyOf(all);
    }

    /**
     * Fields for a batch, of one contender at one share of the budget; for each image one of the worst that it finds,
     * for what is worst for one organ is not what is worst for another.
     */
    Perturbation draw(ImageBatch images, Random random) {
        List<NamedAttack> attacks = all.get(random.nextInt(all.size())).attacks();
        NamedAttack attack = attacks.get(random.nextInt(attacks.size()));
        List<Perturbation> found =
                attack.attack().perturb(images, Math.min(PROPOSED, attack.samples()), random.nextLong());
        List<Perturbation> chosen = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            chosen.add(found.get(random.nextInt(found.size())).one(i));
        }
        return Perturbation.joined(chosen);
    }

    @Override
    public void close() {
        whole.close();
        all.forEach(PreparedAttack::close);
    }
}
