package org.duress.gate.prepare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duress.Progress;
import org.duress.attack.Attack;
import org.duress.attack.ControlSpacing;
import org.duress.attack.bumps.BumpAttack;
import org.duress.attack.gradient.GradientAttack;
import org.duress.attack.query.QueryAttack;
import org.duress.attack.vaegan.VaeGanAttacker;
import org.duress.base.ImageKind;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.attack.RandomControl;
import org.duress.gate.attack.RememberedAttack;
import org.duress.gate.baseline.Clock;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.canary.Canaries;
import org.duress.gate.canary.Plant;
import org.duress.model.DifferentiableModel;
import org.duress.model.SegmentationModel;
import org.duress.result.Reach;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.store.Fingerprint;
import org.duress.store.Stored;

/** Prepares one attack after the other; what is ready is held until it is closed. For one thread. */
final class Preparation implements AutoCloseable {
    private final Path store;
    private final AttackTask task;
    private final CountingModel model;
    private final Progress listener;
    private final List<NamedAttack> attacks = new ArrayList<>();
    private final List<VaeGanAttacker> attackers = new ArrayList<>();
    private final List<String> summaries = new ArrayList<>();
    private Optional<NamedAttack> look = Optional.empty();
    private Optional<DifferentiableModel> substitute = Optional.empty();
    private Optional<GradientAttack> gradient = Optional.empty();
    /** Once for those that start from them and as a contender. */
    private Optional<Attack> bumps = Optional.empty();

    private int steps;
    private boolean fromStore = true;

    Preparation(Path store, AttackTask task, CountingModel model, Progress listener) {
        this.store = store;
        this.task = task;
        this.model = model;
        this.listener = listener;
    }

    /** The model must give gradients. */
    void vaeGan() {
        add(Contender.VAEGAN, model.differentiable().orElseThrow());
    }

    void substitute() {
        StoredSubstitute.Prepared prepared = new StoredSubstitute(store).prepare(task, model, listener);
        substitute = Optional.of(prepared.model());
        fromStore &= prepared.fromStore();
        summaries.add(prepared.summary());
        add(Contender.SUBSTITUTE, prepared.model());
    }

    private void add(Contender contender, DifferentiableModel gradients) {
        Clock clock = new Clock();
        Stored<VaeGanAttacker> stored = new StoredVaeGan(store).obtain(task, gradients, listener);
        VaeGanAttacker attacker = stored.attacker();
        attackers.add(attacker);
        AttackSpec spec = task.spec();
        attacks.add(new NamedAttack(
                contender,
                new RememberedAttack(
                        contender, attacker.against(gradients, spec, task.budget(), task.limits()), model.costs()),
                spec.refine() == 0 ? spec.samples() : spec.samples() + Questions.found(model)));
        if (look.isEmpty()) {
            look = Optional.of(new NamedAttack(
                    contender,
                    attacker.against(gradients, spec.with(AttackSpec.REFINE, 0), task.budget(), task.limits()),
                    1));
        }
        steps = attacker.steps();
        fromStore &= stored.fromStore();
        summaries.add(String.format(
                java.util.Locale.ROOT,
                "%s: %d steps on %d %s (%.1f s)",
                stored.fromStore() ? "attacker loaded from the store" : "attacker trained",
                attacker.steps(),
                task.training().count(),
                kind().images(),
                clock.seconds()));
    }

    /** The model must give gradients. */
    void gradient(Set<Contender> contenders) {
        AttackSpec spec = task.spec();
        if (contenders.contains(Contender.BUMPS)) {
            bumps = Optional.of(remembered(spec.bumps()));
        }
        List<Attack> proposers =
                attacks.stream().map(NamedAttack::attack).collect(Collectors.toCollection(ArrayList::new));
        bumps.ifPresent(proposers::add);
        GradientAttack attack = new GradientAttack(
                model.differentiable().orElseThrow(),
                task.held(),
                spec.fields(),
                spec.gradient(),
                task.limits(),
                proposers,
                ControlSpacing.of(spec));
        gradient = Optional.of(attack);
        attacks.add(new NamedAttack(
                Contender.GRADIENT,
                new RememberedAttack(Contender.GRADIENT, attack, model.costs()),
                spec.gradient().restarts() + Questions.found(model)));
        summaries.add("gradient attack: " + spec.gradient().restarts() + " restarts of "
                + spec.gradient().steps() + " steps");
    }

    /** Those that only ask the model, as far as they are named; the query attack starts from all that is ready. */
    void searches(Set<Contender> contenders) {
        Questions questions = Questions.of(task, model, contenders, attacks);
        if (contenders.contains(Contender.BUMPS)) {
            bumps(questions.bumps());
        }
        if (contenders.contains(Contender.QUERY)) {
            query(questions.query());
        }
    }

    private void bumps(int count) {
        attacks.add(new NamedAttack(Contender.BUMPS, bumps.orElseGet(() -> remembered(count)), Questions.found(model)));
        summaries.add("bumps: " + count + " a " + kind().image());
    }

    private Attack remembered(int count) {
        return new RememberedAttack(
                Contender.BUMPS,
                new BumpAttack(model, task.held(), task.spec().fields(), count, task.limits()),
                model.costs());
    }

    private void query(int asked) {
        List<Attack> proposers = attacks.stream().map(NamedAttack::attack).toList();
        QueryAttack attack = new QueryAttack(
                model,
                proposers,
                task.held(),
                task.spec().fields(),
                asked,
                task.limits(),
                ControlSpacing.of(task.spec()));
        attacks.add(new NamedAttack(Contender.QUERY, attack, Questions.found(model)));
        summaries.add("query attack: " + asked + " questions a " + kind().image());
    }

    private ImageKind kind() {
        return task.training().grid().kind();
    }

    PreparedAttack prepared() {
        return new PreparedAttack(
                List.copyOf(attacks),
                look,
                Reach.WHOLE,
                controls(),
                Optional.empty(),
                steps,
                trained(),
                fromStore && !attackers.isEmpty(),
                substitute.map(network -> (SegmentationModel) network),
                String.join("; ", summaries),
                this::close);
    }

    private String trained() {
        Fingerprint trained = new Fingerprint();
        attackers.forEach(attacker -> trained.add("attacker", attacker.fingerprint()));
        substitute.ifPresent(network -> trained.add("substitute", network.fingerprint()));
        return attackers.isEmpty() ? "" : trained.hex();
    }

    private Controls controls() {
        return new Controls(
                new RandomControl(task.held(), task.spec().fields(), ControlSpacing.of(task.spec())),
                () -> gradient.map(GradientAttack::gradients),
                canaries(),
                attackers.stream().findFirst().map(attacker -> attacker::criticScores));
    }

    private Canaries canaries() {
        Set<Contender> searches = attacks.stream()
                .map(NamedAttack::contender)
                .filter(Plant.SEARCHES::contains)
                .collect(Collectors.toSet());
        return searches.isEmpty() ? Canaries.NONE : new PlantedCopies(store, task, planted(), searches, listener);
    }

    /** A model that gives gradients is not asked over a wire: what it answers for a copy is no question. */
    private SegmentationModel planted() {
        return model.differentiable().map(SegmentationModel.class::cast).orElse(model);
    }

    @Override
    public void close() {
        attackers.forEach(VaeGanAttacker::close);
        substitute.ifPresent(DifferentiableModel::close);
    }
}
