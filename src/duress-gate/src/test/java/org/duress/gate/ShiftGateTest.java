package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.gate.ShardsTest.told;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.duress.DuressException;
import org.duress.data.PhantomGenerator;
import org.duress.data.Slice;
import org.duress.metric.Dice;
import org.duress.result.Evidence;
import org.duress.result.Passes;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;
import org.duress.result.Verdict;
import org.duress.shift.Shifted;
import org.duress.spec.Decision;
import org.duress.spec.Modality;
import org.duress.spec.ShiftKind;
import org.duress.spec.ShiftsSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Natural shifts beside attacks: asked for, measured, judged. */
class ShiftGateTest {
    @TempDir
    Path folder;

    /** Phantom bodies whose brightness says what is organ: the band model finds what is brighter than 0.5. */
    private static GateRun run(ShiftKind... kinds) {
        GateRun run = new GateRun();
        for (String id : List.of("t", "g0", "g1", "g2")) {
            Slice[] slices = slices(id);
            if (id.equals("t")) {
                run.attacker(id, slices);
            } else {
                run.gate(id, slices);
            }
        }
        run.batch = 2;
        run.attack = GateRun.intensity(0.001);
        run.shifts = Optional.of(
                new ShiftsSpec(3, OptionalDouble.empty(), kinds.length == 0 ? Set.of() : EnumSet.of(kinds[0], kinds)));
        return run;
    }

    private static Slice[] slices(String id) {
        List<Slice> made = new ArrayList<>();
        for (Slice phantom : PhantomGenerator.generate(1, 3, 24, 24, id.hashCode())
                .subjects()
                .get(0)
                .slices()) {
            float[] image = phantom.image();
            byte[] labels = new byte[image.length];
            for (int p = 0; p < image.length; p++) {
                labels[p] = (byte) (image[p] > 0.5 ? 1 : 0);
            }
            made.add(new Slice(id + phantom.name(), phantom.grid(), image, labels, phantom.scales()));
        }
        return made.toArray(Slice[]::new);
    }

    private static Evidence evidence(GateRun run) {
        return run.run().result().evidence();
    }

    @Test
    void nothingIsMeasuredUnlessAskedFor() {
        GateRun run = run();
        run.shifts = Optional.empty();
        Evidence off = evidence(run);
        assertThat(off.shifts()).isSameAs(ShiftEvidence.NONE);
        Evidence on = evidence(run());
        assertThat(on.passes()).isEqualTo(off.passes());
        assertThat(on.queries()).isEqualTo(off.queries());
        assertThat(on.organs()).usingRecursiveComparison().isEqualTo(off.organs());
    }

    /** Counted here once more: volume Dice of each subject, mean over subjects. */
    @Test
    void diceIsThatOfTheShiftedImagesAndTheMovedLabels() {
        GateRun run = run(ShiftKind.NOISE, ShiftKind.ROTATION);
        run.shifts =
                Optional.of(new ShiftsSpec(4, OptionalDouble.empty(), EnumSet.of(ShiftKind.NOISE, ShiftKind.ROTATION)));
        ShiftEvidence shifts = evidence(run).shifts();
        assertThat(shifts.shifts()).containsExactly(ShiftKind.NOISE, ShiftKind.ROTATION);
        assertThat(shifts.passes()).as("9 slices, 2 shifts, 5 severities").isEqualTo(new Passes(90, 0));
        for (ShiftCurve curve : shifts.curves()) {
            assertThat(curve.cleanDice()).isEqualTo(1);
            for (int severity = 1; severity <= 5; severity++) {
                double sum = 0;
                for (var subject : run.gate) {
                    Shifted all = Shifted.of(subject.slices(), subject.id(), 0, curve.shift(), severity, run.seed);
                    Dice dice = Dice.NONE;
                    for (int i = 0; i < subject.slices().size(); i++) {
                        float[] image = all.images().one(i).pixels();
                        long both = 0;
                        long seen = 0;
                        long there = 0;
                        for (int p = 0; p < image.length; p++) {
                            boolean is = all.labels().get(i)[p] == 1;
                            both += image[p] > 0.5 && is ? 1 : 0;
                            seen += image[p] > 0.5 ? 1 : 0;
                            there += is ? 1 : 0;
                        }
                        dice = dice.plus(new Dice(both, seen, there));
                    }
                    if (severity == 4) {
                        assertThat(curve.subjects()).containsEntry(subject.id(), dice.score());
                    }
                    sum += dice.score();
                }
                assertThat(curve.dice().get(severity)).isCloseTo(sum / 3, within(1e-12));
            }
            assertThat(curve.dice().get(5)).isLessThan(1);
        }
    }

    @Test
    void aFallPastTheLimitFailsTheModelWhateverTheAttackFound() {
        GateRun run = run(ShiftKind.CONTRAST, ShiftKind.NOISE);
        run.decision = Decision.INTERVAL;
        run.shifts = Optional.of(
                new ShiftsSpec(4, OptionalDouble.of(0.02), EnumSet.of(ShiftKind.CONTRAST, ShiftKind.NOISE)));
        var result = run.run().result();
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        ShiftCurve worst = result.evidence().shifts().worst("liver").orElseThrow();
        assertThat(worst.dropInterval().low()).isLessThan(worst.relativeDrop()).isGreaterThan(0.02);
        assertThat(result.breaches())
                .singleElement()
                .asString()
                .startsWith("liver fell by ")
                .contains(" under " + worst.words())
                .contains("at severity 4 of 5; Dice from 1.0000 to ")
                .contains("more than gate.shifts.maxDiceDrop=0.02");
    }

    @Test
    void whatOtherMachinesDoIsOneRunToTheBit() {
        String whole = told(run().run());
        assertThat(whole).contains("\"shifts\" : {");
        try (Workers workers = new Workers(run().worker(), run().worker())) {
            assertThat(told(run().run(workers))).isEqualTo(whole);
            assertThat(workers.orders).contains("shifts 6/6");
        }
        run().shard("1/2", folder);
        run().shard("2/2", folder);
        assertThat(told(run().merge(folder))).isEqualTo(whole);
        GateRun others = run();
        others.batch = 1;
        assertThat(evidence(others).shifts().curves())
                .as("whatever the batch")
                .isEqualTo(evidence(run()).shifts().curves());
    }

    @Test
    void shiftsThatTheImagesCannotHaveAreOneSentenceOrLeftOut() {
        GateRun thick = run(ShiftKind.THICKNESS);
        assertThatThrownBy(thick::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("gate.shifts names 'thickness', which the cohort's images cannot have: they are slices,"
                        + " whose neighbours are not at hand; remove it from kinds");
        GateRun channel = run(ShiftKind.LOST_CHANNEL);
        assertThatThrownBy(channel::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("gate.shifts names 'lost-channel', which the cohort's images cannot have: they have one"
                        + " channel, and no other; remove it from kinds");
        GateRun ct = run();
        ct.modality = Optional.of(Modality.CT);
        var result = ct.run().result();
        assertThat(result.evidence().shifts().shifts())
                .contains(ShiftKind.LOW_DOSE)
                .doesNotContain(ShiftKind.THICKNESS, ShiftKind.RICIAN);
        assertThat(result.warnings())
                .contains("natural shifts that were left out: thickness (they are slices, whose neighbours are not at"
                        + " hand); gate.shifts names no kinds, so that those are tried which the images can have");
    }

    @Test
    void hounsfieldUnitsMustBeKnown() {
        GateRun run = new GateRun()
                .attacker("t", GateRun.perfect("t", 2, 2, 0, 1, 1, 0))
                .gate("g", GateRun.perfect("g", 2, 2, 0, 1, 1, 0));
        run.modality = Optional.of(Modality.CT);
        run.shifts = Optional.of(new ShiftsSpec(3, OptionalDouble.empty(), EnumSet.of(ShiftKind.RING)));
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("gate.shifts names 'ring', which the cohort's images cannot have: nobody knows how many"
                        + " Hounsfield units their intensities stand for; remove it from kinds");
    }
}
