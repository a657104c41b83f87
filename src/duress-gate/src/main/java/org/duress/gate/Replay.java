package org.duress.gate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.attack.Perturbation;
import org.duress.attack.replay.ImageKey;
import org.duress.data.Cohort;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.Interruption;
import org.duress.gate.evidence.Tally;
import org.duress.gate.judge.Appraisal;
import org.duress.gate.judge.Candidate;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.Judge;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.keep.Replays;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.gate.verdict.VerdictRule;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.result.OrganEvidence;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;
import org.duress.store.Counterexample;

/**
 * What the counterexamples that a spec has kept do to a model as it is now, and nothing else: nothing is trained,
 * searched for or kept, and there is no verdict.
 *
 * @param examples those of gate images, in the order of the cohort
 * @param organs in class order: all counterexamples together, over all gate subjects
 * @param others how many there are that belong to no gate image, or use no field that the spec attacks with
 */
public record Replay(List<Example> examples, List<Together> organs, int others) {
    public Replay {
        examples = List.copyOf(examples);
        organs = List.copyOf(organs);
    }

    /**
     * A counterexample, held to the budget and the realism of the spec as it is now.
     *
     * @param scale what its fields were scaled by for the image to count as realistic; 0 where it counts at no scale
     * @param organs those that it was kept for, and others that it breaks; in class order
     */
    public record Example(String subject, String slice, double scale, List<Left> organs) {
        public Example {
            organs = List.copyOf(organs);
        }

        /** Whether it takes some organ of its slice past its limit. */
        public boolean breaks() {
            return organs.stream().anyMatch(Left::broken);
        }
    }

    /**
     * What a counterexample leaves of one organ of its slice.
     *
     * @param before what it did when it was kept; empty for an organ that it was not kept for
     * @param cleanDice in [0, 1]; NaN where neither label nor answer shows the organ
     * @param attackedDice the same of the perturbed image, against the spec's reference
     * @param maxDiceDrop largest relative fall that is allowed, in (0, 1]
     * @param broken whether it falls further, in an image that counts
     */
    public record Left(
            String organ,
            Optional<Counterexample.Fall> before,
            double cleanDice,
            double attackedDice,
            double maxDiceDrop,
            boolean broken) {
        /** The fall as a share of the clean Dice; NaN where there is nothing to fall. */
        public double relativeDrop() {
            return (cleanDice - attackedDice) / cleanDice;
        }
    }

    /**
     * An organ over all gate subjects, each slice under its worst counterexample that counts.
     *
     * @param fell whether it is past a limit, as a verdict would have it
     */
    public record Together(OrganEvidence organ, boolean fell) {}

    /** Whether an organ still breaks, on a slice or over all of them. */
    public boolean breaks() {
        return breaking() > 0 || organs.stream().anyMatch(Together::fell);
    }

    /** How many break an organ of their slice. */
    public int breaking() {
        return (int) examples.stream().filter(Example::breaks).count();
    }

    /**
     * Judges those of a spec on an opened model and cohort. The model stays open.
     *
     * @throws DuressException as {@link RobustnessGate#run}, or if there is no counterexample of a gate image, or the
     *     spec allows no change
     */
    public static Replay of(
            RobustnessSpec asked,
            SegmentationModel model,
            Cohort cohort,
            Surroundings surroundings,
            GateListener listener) {
        RobustnessSpec spec = surroundings.today(asked).spec();
        Opened opened = Opened.of(spec, model, cohort, "", listener);
        if (opened.untouched()) {
            throw new DuressException("spec '" + spec.name() + "' allows no change of an image, so that no"
                    + " counterexample counts; set attack.xi and " + BudgetSpec.PERCEPTIBILITY + " above 0");
        }
        Replays replays = opened.replays(surroundings.known(spec), opened.batches(), listener);
        if (replays.none()) {
            throw nothing(spec, surroundings, replays.others());
        }
        // The store is not asked for anything: nothing is trained.
        Measured measured = Measured.of(opened, replays, WorkSource.HERE, listener);
        PreparedAttack attack = Prepared.replayed(opened, replays);
        RealismJudge realism = opened.realism();
        Tally tally = Attacked.tally(measured, attack, realism, WorkSource.HERE, listener);
        if (!tally.repeatable()) {
            listener.warn(
                    "the model answers differently when asked again, so that what breaks it need not do so twice");
        }
        return new Replay(
                examples(measured, attack.attacks().get(0), realism),
                tally.organs().stream()
                        .map(organ -> new Together(organ, VerdictRule.fell(spec, organ, tally.subjectDice())))
                        .toList(),
                replays.others());
    }

    private static DuressException nothing(RobustnessSpec spec, Surroundings surroundings, int others) {
        String folder =
                "'" + surroundings.counterexamples(spec).map(String::valueOf).orElse("") + "'";
        return new DuressException(
                others == 0
                        ? folder + " holds no counterexample of spec '" + spec.name()
                                + "'; run a gate that fails first, or set " + DuressProperties.COUNTEREXAMPLES
                        : "none of the " + others + " counterexamples of spec '" + spec.name() + "' in " + folder
                                + " fits a gate image of its cohort; use the cohort and the settings they were found"
                                + " with");
    }

    private static List<Example> examples(Measured measured, NamedAttack replay, RealismJudge realism) {
        Opened opened = measured.opened();
        Baseline baseline = measured.baseline();
        Judge judge = new Judge(opened.segmenter());
        List<Example> examples = new ArrayList<>();
        for (int b = 0; b < baseline.batches().size(); b++) {
            Interruption.check("all counterexamples were judged");
            Batch batch = baseline.batches().get(b);
            ImageBatch images = batch.images();
            Appraisal appraisal = new Appraisal(
                    opened.spec(), judge, realism, batch, baseline.answers().get(b));
            List<Perturbation> proposed = replay.attack().perturb(images, new BitSet(), replay.samples(), 0);
            List<Candidate> judged = appraisal.of(Optional.of(Contender.REPLAY), proposed);
            for (int i = 0; i < images.count(); i++) {
                List<Counterexample> known = measured.replays().known().getOrDefault(ImageKey.of(images, i), List.of());
                // In the order in which the attack gives them.
                for (int k = 0; k < known.size(); k++) {
                    examples.add(example(known.get(k), judged.get(k).slices().get(i), opened));
                }
            }
        }
        return examples;
    }

    private static Example example(Counterexample known, Finding now, Opened opened) {
        List<Left> left = new ArrayList<>();
        for (int organ = 0; organ < opened.organs().size(); organ++) {
            Left one = left(known, now, organ, opened);
            if (one.before().isPresent() || one.broken()) {
                left.add(one);
            }
        }
        return new Example(known.subject(), known.slice(), now.counts() ? now.scale() : 0, left);
    }

    private static Left left(Counterexample known, Finding now, int organ, Opened opened) {
        String name = opened.organs().get(organ);
        double limit = opened.spec().gate().maxDiceDrop(name);
        return new Left(
                name,
                known.falls().stream().filter(fall -> fall.organ().equals(name)).findFirst(),
                now.judged().clean().dice().get(organ).score(),
                now.against(opened.spec().gate().reference(), organ).score(),
                limit,
                now.counts()
                        && now.judged().past(organ, limit, opened.spec().gate().reference()));
    }
}
