package org.duress.gate;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Cohorts;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.gate.GateListener.Stage;
import org.duress.model.OrganClasses;
import org.duress.model.PaddedModel;
import org.duress.model.SegmentationModel;
import org.duress.net.device.Device;
import org.duress.result.CanaryEvidence;
import org.duress.result.Evidence;
import org.duress.result.RobustnessResult;
import org.duress.result.Strength;
import org.duress.result.Verdict;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.store.CounterexampleFolder;

/**
 * Measures one model against one spec: clean baseline, attacker from the store or trained, attack, judgement.
 *
 * <p>The same spec, model, data and machine give the same numbers. The gate subjects are never shown to the attacker's
 * training. An interrupted thread ends the run between two batches; the interrupt flag stays set.
 */
public final class RobustnessGate {
    private final Supplier<String> device;
    private final AttackSource attacks;
    private final Optional<Path> counterexamples;
    private final Search search;

    /**
     * A gate that keeps and replays counterexamples.
     *
     * @param store folder of the trained attackers; made when missing
     * @param counterexamples their folder; made when there is one to keep
     * @param search what is done with those of earlier runs
     */
    public RobustnessGate(Path store, Path counterexamples, Search search) {
        this(() -> Device.resolved().description(), new Contenders(store), Optional.of(counterexamples), search);
    }

    /**
     * A gate without counterexamples.
     *
     * @param store folder of the trained attackers; made when missing
     */
    public RobustnessGate(Path store) {
        this(() -> Device.resolved().description(), new Contenders(store));
    }

    RobustnessGate(Supplier<String> device, AttackSource attacks) {
        this(device, attacks, Optional.empty(), Search.FULL);
    }

    RobustnessGate(Supplier<String> device, AttackSource attacks, Optional<Path> counterexamples, Search search) {
        this.device = device;
        this.attacks = attacks;
        this.counterexamples = counterexamples;
        this.search = search;
    }

    /**
     * Runs the gate on an opened model and cohort. The model stays open.
     *
     * <p>A FAIL is kept as counterexamples. Should that fail, for example because the disk is full, the verdict still
     * stands, and the listener is warned.
     *
     * @return a verdict, the evidence for it, and the worst slices of each organ, and of a FAIL what was kept
     * @throws org.duress.DuressException if anything but the model is wrong: classes or size that do not fit, output
     *     that is not finite, an attack that needs gradients where there are none, that changes nothing, a store that
     *     cannot be written, an interruption
     */
    public GateOutcome run(RobustnessSpec spec, SegmentationModel model, Cohort cohort, GateListener hearer) {
        Clock total = new Clock();
        Warnings listener = new Warnings(hearer);

        listener.begin(Stage.OPEN);
        cohort.warnings().forEach(listener::warn);
        String deviceName = device.get();
        CohortSplit split = Cohorts.split(cohort, spec.cohort());
        List<String> organs = cohort.organNames();
        requireKnown(spec.gate().organs().keySet(), organs);
        SegmentationModel fitted = PaddedModel.fit(model, cohort.height(), cohort.width());
        if (fitted instanceof PaddedModel padded) {
            listener.warn("the model does not take images of " + padded.padding()
                    + "; what was added is neither attacked nor judged");
        }
        SegmentationModel mapped = OrganClasses.map(fitted, spec.model().classes(), organs);
        CountingModel counted = new CountingModel(mapped);
        Segmenter segmenter = new Segmenter(counted);
        String dataFingerprint = DataFingerprint.of(organs, split);
        listener.end(Stage.OPEN, opened(organs, split, cohort, deviceName));

        listener.begin(Stage.BASELINE);
        Baseline baseline =
                Baseline.measure(segmenter, organs, split.gate(), spec.attack().batch(), listener);
        baseline.warnOfLostOrgans(listener);
        baseline.warnOfFewSubjects(listener);
        baseline.warnOfNoInterval(spec, listener);
        listener.end(Stage.BASELINE, baseline.summary());

        Replays replays = replays(spec, baseline, listener);
        Opened opened = new Opened(
                spec,
                fitted,
                counted,
                segmenter,
                split,
                deviceName,
                dataFingerprint,
                baseline,
                replays,
                listener,
                total);
        if (search == Search.FULL || (search == Search.FIRST && replays.none())) {
            return judged(opened, trainedAndAttacked(opened));
        }
        AttackRun replayed = attacked(opened, PreparedAttack.of(replays.attack(spec)), 0, 0);
        if (search == Search.REPLAY
                || VerdictRule.fails(spec, replayed.attacked().organEvidence(spec))) {
            return judged(opened, replayed);
        }
        AttackRun run = trainedAndAttacked(opened);
        run.attacked().askedEarlier(replayed.attacked());
        return judged(opened, run);
    }

    /** What is known before any attack. */
    private record Opened(
            RobustnessSpec spec,
            SegmentationModel model,
            CountingModel counted,
            Segmenter segmenter,
            CohortSplit split,
            String device,
            String dataFingerprint,
            Baseline baseline,
            Replays replays,
            Warnings listener,
            Clock total) {}

    private Replays replays(RobustnessSpec spec, Baseline baseline, GateListener listener) {
        if (counterexamples.isEmpty() || untouched(spec)) {
            return Replays.NONE;
        }
        CounterexampleFolder folder = new CounterexampleFolder(counterexamples.get(), listener::warn);
        return Replays.of(folder.read(spec.name()), spec, baseline.batches());
    }

    /** Whether the spec allows no change at all. */
    private static boolean untouched(RobustnessSpec spec) {
        return spec.attack().xi() == 0 || spec.budget().perceptibility() == 0;
    }

    private GateOutcome judged(Opened opened, AttackRun run) {
        RobustnessSpec spec = opened.spec();
        SegmentationModel model = opened.model();
        CohortSplit split = opened.split();
        Warnings listener = opened.listener();
        Attacked attacked = run.attacked();

        listener.begin(Stage.JUDGE);
        Evidence evidence = new Evidence(
                opened.device(),
                spec.attack().seed(),
                model.fingerprint(),
                opened.dataFingerprint(),
                split.attacker().stream().map(Subject::id).toList(),
                split.gate().stream().map(Subject::id).toList(),
                run.attack().steps(),
                run.attack().fromStore(),
                attacked.crossEntropy(),
                attacked.perceptibility(),
                attacked.foldedFraction(),
                attacked.largestDisplacement(),
                attacked.deformation(),
                attacked.intensity(),
                run.trainSeconds(),
                run.attackSeconds(),
                opened.total().seconds(),
                attacked.organEvidence(spec),
                attacked.subjectDice(),
                model.provenance(),
                attacked.queries(run.askedInTraining(), run.askedForCanary()),
                run.meter().map(SubstituteMeter::agreement).orElse(List.of()),
                run.strength(),
                attacked.realism());
        Attacked.warnOfHallucinations(evidence.organs(), listener);
        VerdictRule.Judgement judgement = search == Search.REPLAY
                ? VerdictRule.judgeReplay(spec, evidence, opened.replays().count())
                : VerdictRule.judge(spec, evidence);
        Keeping.Kept kept =
                judgement.verdict() == Verdict.FAIL ? kept(opened, attacked, evidence) : Keeping.Kept.NOTHING;
        listener.end(Stage.JUDGE, judgement.summary());
        return new GateOutcome(
                        new RobustnessResult(
                                spec,
                                evidence,
                                judgement.verdict(),
                                judgement.breaches(),
                                judgement.checks(),
                                listener.sentences()),
                        attacked.worstCases())
                .withUnrealistic(attacked.unrealisticCases())
                .withLeast(kept.leastCases())
                .withCounterexamples(kept.rows());
    }

    private Keeping.Kept kept(Opened opened, Attacked attacked, Evidence evidence) {
        if (counterexamples.isEmpty()) {
            return Keeping.Kept.NOTHING;
        }
        RobustnessSpec spec = opened.spec();
        List<Integer> fallen = IntStream.range(0, evidence.organs().size())
                .filter(organ -> VerdictRule.fell(spec, evidence.organs().get(organ)))
                .boxed()
                .toList();
        CounterexampleFolder folder = new CounterexampleFolder(counterexamples.get(), opened.listener()::warn);
        Keeping keeping = new Keeping(
                spec,
                opened.model().fingerprint(),
                opened.baseline().organs(),
                opened.segmenter(),
                folder,
                opened.listener());
        try {
            return keeping.keep(attacked.chosen(), fallen, opened.replays());
        } catch (DuressException e) {
            // The model has failed already, and that must not go unsaid.
            opened.listener().warn("the counterexamples were not kept: " + e.getMessage());
            return Keeping.Kept.NOTHING;
        }
    }

    /**
     * What training and attack came to.
     *
     * @param attack closed
     * @param askedInTraining images that the model was asked about to prepare the attack
     * @param askedForCanary images that it was asked about to answer for the canary
     */
    private record AttackRun(
            PreparedAttack attack,
            Attacked attacked,
            Optional<SubstituteMeter> meter,
            Strength strength,
            long askedInTraining,
            long askedForCanary,
            double trainSeconds,
            double attackSeconds) {}

    private AttackRun trainedAndAttacked(Opened opened) {
        opened.listener().begin(Stage.TRAIN);
        Clock training = new Clock();
        long before = opened.counted().asked();
        PreparedAttack attack = prepare(opened);
        double trainSeconds = training.seconds();
        long askedInTraining = opened.counted().asked() - before;
        opened.listener().end(Stage.TRAIN, attack.summary());
        return attacked(opened, attack, askedInTraining, trainSeconds);
    }

    /** Attacks, and closes the attack. */
    private static AttackRun attacked(
            Opened opened, PreparedAttack prepared, long askedInTraining, double trainSeconds) {
        RobustnessSpec spec = opened.spec();
        Segmenter segmenter = opened.segmenter();
        Baseline baseline = opened.baseline();
        GateListener listener = opened.listener();
        try (PreparedAttack attack = prepared) {
            listener.begin(Stage.ATTACK);
            Clock attacking = new Clock();
            Optional<SubstituteMeter> meter =
                    attack.substitute().map(substitute -> new SubstituteMeter(substitute, baseline.organs()));
            Controls controls = attack.controls();
            RealismJudge realism = RealismJudge.of(spec.realism(), controls.critic(), baseline);
            Attacked attacked = new GateAttack(spec, segmenter, baseline, realism, meter, listener)
                    .run(attack.attacks(), controls.random());
            meter.ifPresent(compared -> compared.warnOfDisagreement(listener));
            // A FAIL needs no canary: the counterexample is there.
            long before = opened.counted().asked();
            Optional<CanaryEvidence> canary = VerdictRule.fails(spec, attacked.organEvidence(spec))
                    ? Optional.empty()
                    : controls.canary().apply(baseline);
            long askedForCanary = opened.counted().asked() - before;
            Strength strength = new Strength(
                    attacked.contenders(spec.attack().seed()),
                    canary,
                    controls.gradients().get(),
                    attack.agreement(),
                    attacked.repeatable(),
                    baseline.seesImages());
            listener.end(Stage.ATTACK, attacked.summary(spec));
            return new AttackRun(
                    attack,
                    attacked,
                    meter,
                    strength,
                    askedInTraining,
                    askedForCanary,
                    trainSeconds,
                    attacking.seconds());
        }
    }

    private PreparedAttack prepare(Opened opened) {
        RobustnessSpec spec = opened.spec();
        CohortSplit split = opened.split();
        Replays replays = opened.replays();
        if (untouched(spec)) {
            return PreparedAttack.nothing();
        }
        if (opened.baseline().findsNothing()) {
            return PreparedAttack.onNothing();
        }
        List<Slice> slices = split.attacker().stream()
                .flatMap(subject -> subject.slices().stream())
                .toList();
        int mostSlices = split.gate().stream()
                .mapToInt(subject -> subject.slices().size())
                .max()
                .orElse(1);
        AttackTask task =
                new AttackTask(spec.attack(), spec.budget(), Batch.images(slices), mostSlices, replays.asked(search));
        PreparedAttack prepared = attacks.prepare(task, opened.counted(), opened.listener());
        return replays.none() ? prepared : prepared.after(replays.attack(spec));
    }

    private static void requireKnown(Set<String> limited, List<String> organs) {
        for (String organ : limited) {
            if (!organs.contains(organ)) {
                throw new DuressException(
                        "gate.organs names '" + organ + "', which is no organ of the cohort; use one of " + organs);
            }
        }
    }

    private static String opened(List<String> organs, CohortSplit split, Cohort cohort, String device) {
        return String.format(
                Locale.ROOT,
                "organs %s; %d attacker and %d gate subjects; %d x %d; %s",
                String.join(", ", organs),
                split.attacker().size(),
                split.gate().size(),
                cohort.height(),
                cohort.width(),
                device);
    }
}
