package org.duress.gate;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.duress.CanaryEvidence;
import org.duress.DuressException;
import org.duress.Evidence;
import org.duress.RobustnessResult;
import org.duress.Strength;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Cohorts;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.gate.GateListener.Stage;
import org.duress.model.OrganClasses;
import org.duress.model.SegmentationModel;
import org.duress.net.Device;
import org.duress.spec.RobustnessSpec;

/**
 * Measures one model against one spec: clean baseline, attacker from the store or trained, attack, judgement.
 *
 * <p>The same spec, model, data and machine give the same numbers. The gate subjects are never shown to the attacker's
 * training. An interrupted thread ends the run between two batches; the interrupt flag stays set.
 */
public final class RobustnessGate {
    private final Supplier<String> device;
    private final AttackSource attacks;

    /**
     * A gate.
     *
     * @param store folder of the trained attackers; made when missing
     */
    public RobustnessGate(Path store) {
        this(() -> Device.resolved().description(), new Contenders(store));
    }

    RobustnessGate(Supplier<String> device, AttackSource attacks) {
        this.device = device;
        this.attacks = attacks;
    }

    /**
     * Runs the gate on an opened model and cohort. The model stays open.
     *
     * @return a verdict, the evidence for it, and the worst slices of each organ
     * @throws org.duress.DuressException if anything but the model is wrong: classes or size that do not fit, output
     *     that is not finite, an attack that needs gradients where there are none, that changes nothing, a store that cannot be written, an interruption
     */
    public GateOutcome run(RobustnessSpec spec, SegmentationModel model, Cohort cohort, GateListener listener) {
        Clock total = new Clock();

        listener.begin(Stage.OPEN);
        String deviceName = device.get();
        CohortSplit split = Cohorts.split(cohort, spec.cohort());
        List<String> organs = cohort.organNames();
        requireKnown(spec.gate().organs().keySet(), organs);
        SegmentationModel mapped = OrganClasses.map(model, spec.model().classes(), organs);
        CountingModel counted = new CountingModel(mapped);
        Segmenter segmenter = new Segmenter(counted);
        model.requireSize(cohort.height(), cohort.width());
        String dataFingerprint = DataFingerprint.of(organs, split);
        listener.end(Stage.OPEN, opened(organs, split, cohort, deviceName));

        listener.begin(Stage.BASELINE);
        Baseline baseline =
                Baseline.measure(segmenter, organs, split.gate(), spec.attack().batch(), listener);
        baseline.warnOfLostOrgans(listener);
        baseline.warnOfFewSubjects(listener);
        listener.end(Stage.BASELINE, baseline.summary());

        AttackRun run = attack(spec, counted, split, segmenter, baseline, listener);
        Attacked attacked = run.attacked();

        listener.begin(Stage.JUDGE);
        Evidence evidence = new Evidence(
                deviceName,
                spec.attack().seed(),
                model.fingerprint(),
                dataFingerprint,
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
                total.seconds(),
                attacked.organEvidence(spec),
                attacked.subjectDice(),
                model.provenance(),
                attacked.queries(run.askedInTraining()),
                run.meter().map(SubstituteMeter::agreement).orElse(List.of()),
                run.strength(),
                attacked.realism());
        VerdictRule.Judgement judgement = VerdictRule.judge(spec, evidence);
        listener.end(Stage.JUDGE, judgement.summary());
        return new GateOutcome(
                        new RobustnessResult(
                                spec, evidence, judgement.verdict(), judgement.breaches(), judgement.checks()),
                        attacked.worstCases())
                .withUnrealistic(attacked.unrealisticCases());
    }

    /**
     * What training and attack came to.
     *
     * @param attack closed
     * @param askedInTraining images that the model was asked about to prepare the attack
     */
    private record AttackRun(
            PreparedAttack attack,
            Attacked attacked,
            Optional<SubstituteMeter> meter,
            Strength strength,
            long askedInTraining,
            double trainSeconds,
            double attackSeconds) {}

    private AttackRun attack(
            RobustnessSpec spec,
            CountingModel model,
            CohortSplit split,
            Segmenter segmenter,
            Baseline baseline,
            GateListener listener) {
        listener.begin(Stage.TRAIN);
        Clock training = new Clock();
        long before = model.asked();
        try (PreparedAttack attack = prepare(spec, model, split, listener)) {
            double trainSeconds = training.seconds();
            long askedInTraining = model.asked() - before;
            listener.end(Stage.TRAIN, attack.summary());

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
            Optional<CanaryEvidence> canary = VerdictRule.fails(spec, attacked.organEvidence(spec))
                    ? Optional.empty()
                    : controls.canary().apply(baseline);
            Strength strength = new Strength(
                    attacked.contenders(spec.attack().seed()),
                    canary,
                    controls.gradients().get(),
                    attacked.repeatable(),
                    baseline.seesImages());
            listener.end(Stage.ATTACK, attacked.summary(spec));
            return new AttackRun(attack, attacked, meter, strength, askedInTraining, trainSeconds, attacking.seconds());
        }
    }

    private PreparedAttack prepare(RobustnessSpec spec, CountingModel model, CohortSplit split, GateListener listener) {
        if (spec.attack().xi() == 0 || spec.budget().perceptibility() == 0) {
            return PreparedAttack.nothing();
        }
        List<Slice> slices = split.attacker().stream()
                .flatMap(subject -> subject.slices().stream())
                .toList();
        int mostSlices = split.gate().stream()
                .mapToInt(subject -> subject.slices().size())
                .max()
                .orElse(1);
        return attacks.prepare(
                new AttackTask(spec.attack(), spec.budget(), Batch.images(slices), mostSlices), model, listener);
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
