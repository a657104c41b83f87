package org.duress.gate.harden;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.duress.Progress;
import org.duress.attack.OrganLimits;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.prepare.Contenders;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageSource;
import org.duress.model.NetworkTraining;
import org.duress.model.SegmentationLoss;
import org.duress.model.SegmentationModel;
import org.duress.model.TunedNetwork;
import org.duress.net.NetworkArchive;
import org.duress.result.HardeningRound;
import org.duress.result.Passes;
import org.duress.spec.BudgetSpec;
import org.duress.spec.HardeningSpec;
import org.duress.store.Fingerprint;

/**
 * Adversarial training (Madry et al. 2018): each step answers to images under fresh attacks on the network as it is,
 * and to clean ones, and moves the weights towards the labels, which moved with the images. It begins every round with
 * attacks made ready anew, and ends it with a validation of the mean of the last weights, which is what is kept.
 */
public final class AdversarialLearner implements NetworkTraining.Learner, AutoCloseable {
    private final TunedNetwork tuned;
    private final UnaryOperator<SegmentationModel> before;
    private final DifferentiableModel learning;
    private final Images images;
    private final BudgetSpec budget;
    private final OrganLimits limits;
    private final HardeningSpec how;
    private final Validation validation;
    private final Path store;
    private final Progress progress;
    private final Progression progression;
    private final WeightAverage average = new WeightAverage();
    private Optional<CountingModel> attacked = Optional.empty();
    private Optional<Adversaries> adversaries = Optional.empty();
    private Passes passes = Passes.NONE;

    /**
     * A learner.
     *
     * @param before what stands before the network, up to the cohort's classes
     * @param budget of the spec
     * @param limits what each organ may lose
     * @param store folder of what contenders train for a round
     */
    public AdversarialLearner(
            TunedNetwork tuned,
            UnaryOperator<SegmentationModel> before,
            Images images,
            BudgetSpec budget,
            OrganLimits limits,
            HardeningSpec how,
            Path store,
            Progress progress) {
        this.tuned = tuned;
        this.before = before;
        learning = before.apply(tuned.learning()).differentiable().orElseThrow();
        this.images = images;
        this.budget = budget;
        this.limits = limits;
        this.how = how;
        progression = new Progression(how.mayLose());
        validation = new Validation(
                images.validation(), how.attack().batch(), how.attack().seed());
        this.store = store;
        this.progress = progress;
    }

    @Override
    public int round() {
        return how.round();
    }

    @Override
    public void begin(int done) {
        close();
        tuned.refresh();
        CountingModel model = new CountingModel(before.apply(tuned.following(fingerprint())));
        attacked = Optional.of(model);
        Contenders contenders = new Contenders(store);
        List<PreparedAttack> all = new ArrayList<>();
        for (double share : how.budgets()) {
            all.add(contenders.prepareChecked(task(share), model, progress));
        }
        adversaries = Optional.of(new Adversaries(contenders.prepareChecked(task(1), model, progress), all));
        if (progression.isEmpty()) {
            validate(done);
        }
    }

    private String fingerprint() {
        return new Fingerprint().add("weights", tuned.network().weights()).hex();
    }

    private AttackTask task(double share) {
        return new AttackTask(
                how.attack(),
                budget.withPerceptibility(share * budget.perceptibility()),
                ImageSource.of(images.training()),
                1,
                0,
                limits);
    }

    @Override
    public NetworkTraining.Learnt learn(Random random) {
        tuned.refresh();
        Attacked batch = Attacked.clean(images.draw(how.attacked(), random));
        batch = batch.under(adversaries.orElseThrow().draw(batch.images(), random));
        if (how.attacked() < how.batch()) {
            batch = Attacked.clean(images.draw(how.batch() - how.attacked(), random))
                    .and(batch);
        }
        DifferentiableModel.Forward forward = learning.forward(batch.images());
        float[] answers = forward.probabilities();
        float[] gradient = new float[answers.length];
        double loss = SegmentationLoss.of(answers, batch.joined(), learning.classes(), gradient);
        forward.inputGradient(gradient);
        passes = passes.plus(new Passes(how.batch(), how.batch()));
        return new NetworkTraining.Learnt(loss, tuned.gradients());
    }

    @Override
    public void moved() {
        average.add(tuned.network().weights());
    }

    @Override
    public void end(int done) {
        validate(done);
    }

    private void validate(int done) {
        CountingModel model = attacked.orElseThrow();
        float[] now = tuned.network().weights();
        float[] statistics = tuned.network().statistics();
        tuned.assign(average.orElse(now), statistics);
        progression.add(
                done,
                validation.clean(model),
                validation.attacked(model, adversaries.orElseThrow().whole().attacks()),
                tuned.network());
        tuned.assign(now, statistics);
        HardeningRound last = progression.rounds().get(progression.rounds().size() - 1);
        progress.step(
                "validate",
                done,
                how.steps(),
                String.format("clean Dice %.3f, attacked %.3f", last.clean(), last.attacked()));
    }

    @Override
    public boolean enough() {
        return !progression.isEmpty() && progression.since() >= how.patience();
    }

    @Override
    public Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>(progression.state());
        state.putAll(average.state());
        return state;
    }

    @Override
    public void restore(NetworkArchive saved) {
        progression.restore(saved);
        average.restore(saved);
    }

    /** Goes back to the best round, and says all of them. */
    public List<HardeningRound> finish() {
        tuned.assign(progression.weights(), progression.statistics());
        return progression.rounds();
    }

    /** The round that {@link #finish} goes back to. */
    public HardeningRound best() {
        return progression.best();
    }

    /** Of the network, since this learner was made, the attacks' among them. */
    public Passes passes() {
        return attacked.map(CountingModel::passes).map(passes::plus).orElse(passes);
    }

    @Override
    public void close() {
        attacked.ifPresent(model -> passes = passes.plus(model.passes()));
        attacked = Optional.empty();
        adversaries.ifPresent(Adversaries::close);
        adversaries = Optional.empty();
    }
}
