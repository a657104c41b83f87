package org.duress.gate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duress.Progress;
import org.duress.attack.Attack;
import org.duress.attack.Budget;
import org.duress.attack.ControlSpacing;
import org.duress.attack.Perturbation;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Subject;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.attack.RandomControl;
import org.duress.gate.baseline.Batch;
import org.duress.gate.prepare.Contenders;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.model.SegmentationModel;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;

/**
 * The attacks of a spec on subjects of its cohort, gate or attacker, with no judgement: for studies of what attacked
 * images are like. For one thread.
 */
public final class SubjectAttacks implements AutoCloseable {
    private final Opened opened;
    private final PreparedAttack prepared;
    private final Budget budget;
    private final Map<Contender, Attack> attacks = new EnumMap<>(Contender.class);

    private SubjectAttacks(Opened opened, PreparedAttack prepared) {
        this.opened = opened;
        this.prepared = prepared;
        RobustnessSpec spec = opened.spec();
        budget = Budget.of(spec);
        RandomControl random = new RandomControl(budget, spec.attack().fields(), ControlSpacing.of(spec.attack()));
        // Like nothing: they spend the whole budget.
        attacks.put(
                Contender.RANDOM,
                (images, samples, seed) -> random.perturb(images, Perturbation.none(images), samples, seed));
        for (NamedAttack named : prepared.attacks()) {
            attacks.put(named.contender(), named.attack());
        }
    }

    /**
     * Random fields, and what the spec names, or what suits the model, trained or from the store.
     *
     * @param store folder of the trained attackers; made when missing
     * @throws org.duress.DuressException as {@link RobustnessGate#run} for model, classes, size and gradients
     */
    public static SubjectAttacks of(
            RobustnessSpec spec, SegmentationModel model, Cohort cohort, Path store, Progress listener) {
        Opened opened = Opened.of(spec, model, cohort, "", listener);
        return new SubjectAttacks(opened, new Contenders(store).prepare(opened.task(0), opened.counted(), listener));
    }

    /** Those there are. */
    public Set<Contender> contenders() {
        return attacks.keySet();
    }

    public CohortSplit split() {
        return opened.split();
    }

    /** With the cohort's classes. */
    public SegmentationModel model() {
        return opened.counted();
    }

    /**
     * Attacks a subject within the budget.
     *
     * @param contender one of {@link #contenders()}
     * @return for each slice one perturbation: the attack's first draw, or the worst it found over all organs
     */
    public List<Perturbation> perturb(Contender contender, Subject subject) {
        Attack attack = Optional.ofNullable(attacks.get(contender))
                .orElseThrow(() -> new IllegalArgumentException("no attack " + contender));
        List<Perturbation> perSlice = new ArrayList<>();
        for (Batch batch : Batch.of(List.of(subject), opened.spec().attack().batch())) {
            Perturbation found = attack.perturb(
                            batch.images(), 1, batch.seed(opened.spec().attack().seed()))
                    .get(0);
            Perturbation held = budget.project(batch.images(), found);
            for (int i = 0; i < batch.slices().size(); i++) {
                perSlice.add(held.one(i));
            }
        }
        return perSlice;
    }

    @Override
    public void close() {
        prepared.close();
    }
}
