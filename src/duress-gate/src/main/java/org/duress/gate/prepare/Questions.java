package org.duress.gate.prepare;

import java.util.List;
import java.util.Set;
import org.duress.DuressException;
import org.duress.attack.bumps.BumpAttack;
import org.duress.attack.query.QueryAttack;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.attack.GateAttack;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.evidence.BudgetCurve;
import org.duress.model.SegmentationModel;
import org.duress.spec.Contender;

/**
 * How many questions about each slice the searches that only ask the model may have, the judgement aside.
 *
 * @param bumps of the attack by bumps
 * @param query of the query attack
 */
record Questions(int bumps, int query) {
    /** Clean baseline, clean image before the attack. */
    private static final int ASKED_CLEAN = 2;

    /**
     * Questions of the query attack to a model that gives gradients, at least: {@code queries} is a limit for servers.
     */
    private static final int ENOUGH_HERE = 64;

    /** Organs, at most, whose worst perturbation a search gives back, those first that lost most. */
    private static final int ORGANS = 16;

    /** Perturbations of a slice that a search gives back: the worst by the mean, and for each organ. */
    static int found(SegmentationModel model) {
        return 1 + Math.min(ORGANS, model.sets().organs());
    }

    /**
     * Shares out what {@code queries} leaves for a slice: half of it to the bumps, if there are so many, and the rest
     * to the query attack. A model that gives gradients runs here, and is asked about all of its bumps.
     *
     * @param contenders that are named, these two among them or not
     * @param ready what else is tried, and judged
     * @throws DuressException if too little is left
     */
    static Questions of(AttackTask task, SegmentationModel model, Set<Contender> contenders, List<NamedAttack> ready) {
        boolean bumps = contenders.contains(Contender.BUMPS);
        boolean query = contenders.contains(Contender.QUERY);
        int searches = (bumps ? 1 : 0) + (query ? 1 : 0);
        int judged = ready.stream().mapToInt(NamedAttack::samples).sum()
                + searches * found(model)
                + task.spec().samples()
                + (contenders.contains(Contender.UNIVERSAL) ? GateAttack.UNIVERSAL : 0)
                + BudgetCurve.SHARES.size() * model.sets().organs()
                + task.replayed();
        // Each search asks about the clean image first.
        int spent = ASKED_CLEAN + searches + judged;
        int left = task.spec().queries() / task.mostSlices() - spent;
        int named = bumps ? task.spec().bumps() : 0;
        if (model.differentiable().isPresent()) {
            return new Questions(named, Math.max(left - named, ENOUGH_HERE));
        }
        int least = (bumps ? BumpAttack.LEAST_BUMPS : 0) + (query ? QueryAttack.LEAST_QUESTIONS : 0);
        if (left < least) {
            throw new DuressException("attack.queries of " + task.spec().queries() + " leaves " + Math.max(0, left)
                    + " questions for each of the " + task.mostSlices() + " "
                    + task.training().grid().kind().images() + " of a gate subject; raise it to "
                    + (spent + least) * task.mostSlices() + " or more, or remove "
                    + (bumps && query ? "bumps or query" : bumps ? "bumps" : "query") + " from attack.contenders");
        }
        int asked = Math.min(named, query ? left / 2 : left);
        return new Questions(asked, left - asked);
    }
}
