package org.duress.gate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.gate.GateRun.intensity;
import static org.duress.gate.GateRun.perfect;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.attack.Perturbation;
import org.duress.report.VerdictJson;
import org.duress.result.Acceptance;
import org.duress.result.BaselineDifference;
import org.duress.result.GateOutcome;
import org.duress.result.OrganDifference;
import org.duress.result.OrganDifference.Regression;
import org.duress.result.Release;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.result.WaivedLimit;
import org.duress.result.WaivedLimit.State;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.Decision;
import org.duress.spec.IntensityFields;
import org.duress.spec.ReleaseSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.Waiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waivers and baselines in whole runs. */
class ReleaseGateTest {
    private static final LocalDate LAST = LocalDate.of(2027, 1, 31);

    @TempDir
    Path folder;

    private final List<String> warned = new ArrayList<>();

    /** Each slice has an organ of four pixels; the attack takes so many of them from each subject. */
    private GateRun run(int... lost) {
        GateRun run = new GateRun().attacker("t", perfect("t_z0", 1, 6, 1, 0, 0, 0, 0, 0));
        for (int subject = 0; subject < lost.length; subject++) {
            // Images are told apart by their pixels.
            float[] image = {1, 1, 1, 1, 0.01f * subject, 0};
            run.gate("g" + subject, GateRun.slice("g" + subject + "_z0", 1, 6, image, 1, 1, 1, 1, 0, 0));
        }
        run.attack = (images, samples, seed) -> {
            Perturbation fields = Perturbation.none(images);
            int subject = Math.round(100 * images.pixels()[4]);
            Arrays.fill(fields.intensity(), 0, lost[subject], -0.6f);
            return List.of(fields);
        };
        run.contenders = EnumSet.of(Contender.VAEGAN);
        run.listener = new Hearing();
        return run;
    }

    private final class Hearing implements GateListener {
        @Override
        public void begin(Stage stage) {}

        @Override
        public void end(Stage stage, String summary) {}

        @Override
        public void step(String phase, int done, int total, String detail) {}

        @Override
        public void warn(String sentence) {
            warned.add(sentence);
        }
    }

    private GateRun waived(GateRun run, double limit, LocalDate today) {
        run.waivers = List.of(new Waiver("liver", limit, "Ada", "a new head comes", LAST));
        run.today = today;
        return run;
    }

    /** Dice after 1 of 4 pixels: 6/7; after 2: 2/3, so the fall is 1/3. */
    @Test
    void aFailWithinAWaiverIsNone() {
        assertThat(run(2, 2).run().result().verdict()).isEqualTo(Verdict.FAIL);

        RobustnessResult result = waived(run(2, 2), 0.45, LAST).run().result();

        assertThat(result.verdict()).as("one hand-made attack proves no PASS").isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.organ("liver").relativeDrop()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(result.organ("liver").maxDiceDrop()).isEqualTo(0.45);
        assertThat(result.release().needed())
                .containsExactly(
                        new WaivedLimit(new Waiver("liver", 0.45, "Ada", "a new head comes", LAST), 0.3, State.NEEDED));
        assertThat(warned)
                .anySatisfy(sentence -> assertThat(sentence)
                        .isEqualTo("the waiver of Ada for liver expires on 2027-01-31, today; repair the model until"
                                + " then, or agree on another"));
    }

    @Test
    void theDayAfterItFailsAndSaysWhy() {
        RobustnessResult result =
                waived(run(2, 2), 0.45, LAST.plusDays(1)).run().result();

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.breaches())
                .singleElement()
                .asString()
                .contains("more than maxDiceDrop=0.3", "; the waiver of Ada expired on 2027-01-31");
        assertThat(result.organ("liver").maxDiceDrop()).isEqualTo(0.3);
        assertThat(result.release().needed()).isEmpty();
    }

    @Test
    void itIsWarnedOfFromFourteenDaysBefore() {
        waived(run(2, 2), 0.45, LAST.minusDays(15)).run();
        assertThat(warned).noneMatch(sentence -> sentence.contains("expires"));
        waived(run(2, 2), 0.45, LAST.minusDays(14)).run();
        assertThat(warned).anyMatch(sentence -> sentence.contains("expires on 2027-01-31, in 14 days"));
    }

    @Test
    void oneThatIsNotNeededIsNamed() {
        RobustnessResult result =
                waived(run(1, 1), 0.45, LAST.minusDays(30)).run().result();

        assertThat(result.release().waivers())
                .singleElement()
                .extracting(WaivedLimit::state)
                .isEqualTo(State.NOT_NEEDED);
        assertThat(warned)
                .contains("the waiver of Ada for liver (until 2027-01-31) is not needed any more, for liver"
                        + " holds its own limit of 0.3; remove it");
    }

    @Test
    void aFallBeyondTheWaiverFailsAndNamesIt() {
        RobustnessResult result = waived(run(3, 3), 0.45, LAST).run().result();
        assertThat(result.breaches())
                .singleElement()
                .asString()
                .contains("more than maxDiceDrop=0.45", "; waived from 0.3 by Ada until 2027-01-31");
    }

    /** Shards go by the limits of their day; on another day they are another spec. */
    @Test
    void shardsOfAWaivedSpecAreOneRun() {
        GateOutcome one = waived(run(2, 2, 3), 0.6, LAST).run();
        for (String shard : List.of("1/2", "2/2")) {
            waived(run(2, 2, 3), 0.6, LAST).shard(shard, folder);
        }
        GateOutcome merged = waived(run(2, 2, 3), 0.6, LAST).merge(folder);

        assertThat(merged.result().verdict()).isEqualTo(one.result().verdict());
        assertThat(merged.result().organ("liver").dice())
                .isEqualTo(one.result().organ("liver").dice());
        assertThat(merged.result().release()).isEqualTo(one.result().release());
        assertThatThrownBy(() -> waived(run(2, 2, 3), 0.6, LAST.plusDays(1)).merge(folder))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("gate.organs");
    }

    // baselines

    private GateRun against(Path baseline, GateRun run) {
        run.release = new ReleaseSpec(Optional.of(baseline), 0.05, Optional.empty());
        run.maxDiceDrop = 0.9;
        return run;
    }

    /** The verdict of a run as its report has it. */
    private Path verdict(GateRun run) throws IOException {
        run.maxDiceDrop = 0.9;
        Path file = folder.resolve("verdict.json");
        Files.writeString(file, VerdictJson.of(run.run().result()));
        return file;
    }

    private Path accepted(GateRun run) throws IOException {
        Path place = folder.resolve("releases/1/verdict.json");
        ReleaseBaselines.accept(verdict(run), place, new Acceptance("Ada", "2026-05-01T00:00:00Z", "release 1", true));
        return place;
    }

    private static BaselineDifference difference(GateOutcome outcome) {
        return outcome.result().release().baseline().orElseThrow();
    }

    /** Dice 6/7, 6/7 and 2/3, 2/3 of a clean 1: falls of 1/7 become 1/3 in both, and no subject says otherwise. */
    @Test
    void aSignificantRegressionFailsWithinItsLimit() throws IOException {
        GateRun run = against(accepted(run(1, 1)), run(2, 2));
        run.decision = Decision.INTERVAL;
        GateOutcome outcome = run.run();

        assertThat(outcome.result().verdict()).isEqualTo(Verdict.FAIL);
        OrganDifference liver = difference(outcome).organs().get(0);
        assertThat(liver.regression()).isEqualTo(Regression.ATTACKED);
        assertThat(liver.fall().difference()).isCloseTo(1.0 / 3 - 1.0 / 7, within(1e-12));
        assertThat(liver.attacked().difference()).isCloseTo(2.0 / 3 - 6.0 / 7, within(1e-12));
        assertThat(liver.fall().interval().low()).isCloseTo(1.0 / 3 - 1.0 / 7, within(1e-12));
        assertThat(outcome.result().breaches())
                .containsExactly("liver regressed: under attack it fell by 0.3333 after 0.1429, a difference of +0.1905"
                        + " (95 % interval [+0.1905, +0.1905]), further than in the baseline that Ada accepted on"
                        + " 2026-05-01 by more than gate.regression=0.05 (Dice 0.6667 after 0.8571, a difference of"
                        + " -0.1905 (95 % interval [-0.1905, -0.1905]))");
        assertThat(difference(outcome).accepted())
                .contains(new Acceptance("Ada", "2026-05-01T00:00:00Z", "release 1", true));
    }

    /** One subject lost more, the other nothing: the interval holds 0, and the point estimate does not decide. */
    @Test
    void whatTheSubjectsDoNotSettleIsWarnedOf() throws IOException {
        Path baseline = accepted(run(1, 1));
        GateRun interval = against(baseline, run(1, 3));
        interval.decision = Decision.INTERVAL;
        GateOutcome outcome = interval.run();

        assertThat(outcome.result().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(difference(outcome).organs().get(0).regression()).isEqualTo(Regression.OPEN);
        assertThat(warned).anyMatch(sentence -> sentence.startsWith("liver may have regressed since the baseline"));
        GateOutcome point = against(baseline, run(1, 3)).run();
        assertThat(point.result().verdict()).as("by the point estimate").isEqualTo(Verdict.FAIL);
    }

    @Test
    void theSameModelHasNotRegressed() throws IOException {
        GateOutcome outcome = against(accepted(run(1, 2)), run(1, 2)).run();
        assertThat(difference(outcome).organs().get(0).regression()).isEqualTo(Regression.NONE);
        assertThat(difference(outcome).organs().get(0).fall().difference()).isZero();
        assertThat(outcome.result().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    /** One subject alone has no interval, and decides by itself, as it does for limits. */
    @Test
    void oneSubjectDecidesByItself() throws IOException {
        Path baseline = accepted(run(1));
        GateRun run = against(baseline, run(2));
        run.decision = Decision.INTERVAL;
        assertThat(run.run().result().verdict()).isEqualTo(Verdict.FAIL);
    }

    private void edit(Path file, Consumer<ObjectNode> change) throws IOException {
        JsonMapper mapper = new JsonMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(Files.readString(file));
        change.accept(json);
        Files.writeString(file, mapper.writeValueAsString(json));
    }

    /** The clean Dice was 1; a baseline with more cannot be, so the one before is put lower for the attack's sake. */
    @Test
    void aLowerCleanDiceIsARegressionToo() throws IOException {
        GateRun before = run(1, 1);
        Path baseline = accepted(before);
        GateRun now = run(1, 1);
        edit(baseline, json -> json.withArray("subjects").forEach(one -> ((ObjectNode) one).put("cleanDice", 1.02)));
        GateOutcome outcome = against(baseline, now).run();
        assertThat(difference(outcome).organs().get(0).regression()).isEqualTo(Regression.CLEAN);
        assertThat(outcome.result().breaches())
                .singleElement()
                .asString()
                .startsWith("liver regressed: its clean Dice is 1.0000 after 1.0200");
        // One of the two was better by 0.1, the other as it is: all of the interval would have to say so.
        edit(baseline, json -> ((ObjectNode) json.withArray("subjects").get(0)).put("cleanDice", 1.1));
        edit(baseline, json -> ((ObjectNode) json.withArray("subjects").get(1)).put("cleanDice", 1));
        GateRun interval = against(baseline, run(1, 1));
        interval.decision = Decision.INTERVAL;
        assertThat(difference(interval.run()).organs().get(0).regression()).isEqualTo(Regression.OPEN);
    }

    /** Falls rose by 0.1905 and 0.4571: a tolerance of 0.2 lies within the interval. */
    @Test
    void theWholeIntervalLiesBeyondTheTolerance() throws IOException {
        Path baseline = accepted(run(1, 1));
        GateRun run = against(baseline, run(2, 3));
        run.decision = Decision.INTERVAL;
        assertThat(run.run().result().verdict()).isEqualTo(Verdict.FAIL);
        run.release = new ReleaseSpec(Optional.of(baseline), 0.2, Optional.empty());
        assertThat(difference(run.run()).organs().get(0).regression()).isEqualTo(Regression.OPEN);
        run.release = new ReleaseSpec(Optional.of(baseline), 0.4, Optional.empty());
        assertThat(difference(run.run()).organs().get(0).regression()).isEqualTo(Regression.NONE);
    }

    /** The relative fall is larger only because the clean Dice rose. */
    @Test
    void aLargerFallFromAHigherDiceIsNoRegression() throws IOException {
        Path baseline = accepted(run(2, 2));
        edit(baseline, json -> json.withArray("subjects").forEach(one -> ((ObjectNode) one).put("cleanDice", 0.7)));
        GateOutcome outcome = against(baseline, run(2, 2)).run();
        OrganDifference liver = difference(outcome).organs().get(0);
        assertThat(liver.fall().difference()).isGreaterThan(0.25);
        assertThat(liver.regression()).isEqualTo(Regression.NONE);
    }

    @Test
    void anAttackThatEndedEarlyIsNotCompared() throws IOException {
        Path baseline = accepted(run(1, 1));
        edit(baseline, json -> json.put("reach", "FIRST_LOOK"));
        GateOutcome outcome = against(baseline, run(2, 2)).run();
        assertThat(difference(outcome).attacksCompared()).isFalse();
        assertThat(difference(outcome).regressions()).isEmpty();
        assertThat(warned)
                .anyMatch(sentence -> sentence.startsWith("falls under attack are not compared, for the attack"
                        + " of the baseline ended early (a first look)"));
    }

    @Test
    void anotherBaselineIsRefusedBeforeAnythingIsAttacked() throws IOException {
        Path baseline = accepted(run(1, 1));
        refused(against(baseline, run(1, 1, 1)), "of other gate subjects, without g2");
        GateRun input = against(baseline, run(1, 1));
        input.organs = List.of("spleen");
        refused(input, "of another model input, and differs in cohort.organs");
        GateRun budget = against(baseline, run(1, 1));
        budget.budget = new BudgetSpec(99, 100, 1, 1, 1);
        refused(budget, "of another spec version, and differs in budget.perceptibility (100.0, now 99.0)");
        GateRun data = against(baseline, run(1, 1));
        data.attackers.clear();
        data.attacker("t", perfect("t_z0", 1, 6, 1, 1, 0, 0, 0, 0));
        refused(data, "of other data");
        GateRun seed = against(baseline, run(1, 1));
        seed.seed = 8;
        assertThat(seed.run().result().release().baseline())
                .as("another draw of the same")
                .isPresent();
    }

    private static void refused(GateRun run, String what) {
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("the baseline '")
                .hasMessageContaining(what)
                .hasMessageNotContaining("\n");
        assertThat(run.trainedOn).as("nothing is trained").isEmpty();
    }

    @Test
    void whatIsNoVerdictIsOneSentence() throws IOException {
        Path baseline = accepted(run(1, 1));
        byte[] whole = Files.readAllBytes(baseline);
        Files.write(baseline, Arrays.copyOf(whole, whole.length / 2));
        broken(baseline, "is not whole JSON");
        Files.writeString(baseline, "[1]");
        broken(baseline, "holds no keys and values");
        Files.writeString(baseline, "{\"verdict\": \"PASS\"}");
        broken(baseline, "it lacks 'reach', which older versions did not write");
        Files.writeString(baseline, new String(whole, StandardCharsets.UTF_8).replace("\"WHOLE\"", "\"HALF\""));
        broken(baseline, "reach has 'HALF'");
        Files.writeString(baseline, "[".repeat(100));
        broken(baseline, "is not whole JSON");
        try (FileChannel sparse = FileChannel.open(baseline, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[1]), 65L << 20);
        }
        broken(baseline, "holds more than 64 MiB, which no verdict needs");
    }

    private void broken(Path baseline, String what) {
        assertThatThrownBy(() -> against(baseline, run(1, 1)).run())
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(what)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aMissingBaselineIsAWarningAndInContinuousIntegrationAnError() throws IOException {
        Path none = folder.resolve("releases/none");
        against(none, run(1, 1)).run();
        assertThat(warned)
                .anyMatch(sentence -> sentence.startsWith("'gate.baseline' of spec 'test' is '" + none
                        + "/test/verdict.json', which is not there, so that nothing is compared;"));
        GateRun ci = against(none, run(1, 1));
        ci.ci = true;
        assertThatThrownBy(ci::run)
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("'gate.baseline' of spec 'test' is")
                .hasMessageContaining("duress baseline accept");
        // A folder has it under the spec's name, or alone.
        Path own = accepted(run(1, 1));
        assertThat(against(requireNonNull(own.getParent()), run(1, 1))
                        .run()
                        .result()
                        .release()
                        .baseline())
                .isPresent();
    }

    @Test
    void aPassIsAcceptedAndAnythingElseOnlyDespiteItsVerdict() throws IOException {
        Path verdict = verdict(run(1, 1));
        Path place = folder.resolve("b.json");
        Acceptance ada = new Acceptance("Ada", Instant.EPOCH.toString(), "first", false);
        assertThatThrownBy(() -> ReleaseBaselines.accept(verdict, place, ada))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("is a INCONCLUSIVE")
                .hasMessageContaining("--despite-verdict");
        edit(verdict, json -> json.put("verdict", "PASS"));
        assertThat(ReleaseBaselines.accept(verdict, place, ada))
                .startsWith("the PASS of '" + verdict + "' is now the baseline '" + place)
                .contains("', accepted by Ada (first)");
        ObjectNode json = (ObjectNode) new JsonMapper().readTree(Files.readString(place));
        assertThat(json.at("/accepted/by").textValue()).isEqualTo("Ada");
        assertThat(json.at("/accepted/at").textValue()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(json.at("/accepted/despiteVerdict").booleanValue()).isFalse();
        for (String print : List.of("modelFingerprint", "dataFingerprint", "specVersion")) {
            assertThat(json.at("/accepted/" + print)).isEqualTo(json.get(print)).isNotNull();
        }
        assertThatThrownBy(() -> ReleaseBaselines.accept(
                        verdict, place, new Acceptance("Ada", Instant.EPOCH.toString(), " ", false)))
                .hasMessageContaining("--why says nothing");
        assertThatThrownBy(() -> ReleaseBaselines.accept(folder.resolve("no.json"), place, ada))
                .hasMessageContaining("there is no verdict");
    }

    /** Past 0.3 in the baseline. A hand-made attack proves no PASS, so that nothing is said to be gone. */
    @Test
    void aWeaknessIsNotSaidToBeGoneByWhatIsNoPass() throws IOException {
        Path baseline = accepted(run(3, 3));
        edit(baseline, json -> json.withArray("organs").forEach(one -> ((ObjectNode) one).put("maxDiceDrop", 0.3)));
        GateOutcome outcome = against(baseline, run(1, 1)).run();
        assertThat(outcome.result().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(difference(outcome).gone()).isEmpty();
    }

    /** A real attack, a model that holds, and the real way to a PASS: waived, expired, and a weakness that is gone. */
    @Test
    void aWaivedPassIsAPassThatSaysSo() throws IOException {
        RobustnessSpec plain = passing();
        RobustnessResult first = ChannelGateTest.holding(gate(LAST), plain).result();
        double fall = first.organ("liver").relativeDrop();
        assertThat(first.verdict()).isEqualTo(Verdict.PASS);
        double own = fall / 2;
        RobustnessSpec waived = limited(plain, own, List.of(new Waiver("liver", 0.3, "Ada", "a new head comes", LAST)));

        RobustnessResult pass = ChannelGateTest.holding(gate(LAST), waived).result();
        assertThat(pass.verdict()).isEqualTo(Verdict.PASS);
        assertThat(pass.statement().orElseThrow()).contains("liver's waived from " + own + " by Ada");
        RobustnessResult expired =
                ChannelGateTest.holding(gate(LAST.plusDays(1)), waived).result();
        assertThat(expired.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(expired.breaches()).singleElement().asString().endsWith("the waiver of Ada expired on 2027-01-31");

        // The waived PASS as a baseline: past its own limit. Without that limit it holds, and the weakness is gone.
        Path verdict = Files.writeString(folder.resolve("verdict.json"), VerdictJson.of(pass));
        ReleaseBaselines.accept(verdict, folder.resolve("b.json"), new Acceptance("Ada", "2027", "waived", false));
        edit(folder.resolve("b.json"), json -> {
            ((ObjectNode) json.get("organs").get(0)).put("relativeDrop", 0.5);
            ((ObjectNode) json.get("waivers").get(0)).put("ownLimit", 0.3);
        });
        RobustnessSpec next = plain.with(
                plain.gate().with(new ReleaseSpec(Optional.of(folder.resolve("b.json")), 0.05, Optional.empty())));
        RobustnessResult gone = ChannelGateTest.holding(gate(LAST), next).result();
        assertThat(gone.verdict()).isEqualTo(Verdict.PASS);
        assertThat(gone.release().baseline().orElseThrow().gone())
                .containsExactly(String.format(
                        Locale.ROOT,
                        "a known weakness is gone: liver fell by 0.5000 in the baseline, past its limit of 0.3, and"
                                + " falls by %.4f now",
                        fall));
    }

    private static RobustnessSpec passing() {
        return ChannelGateTest.spec(
                IntensityFields.OWN, EnumSet.of(Contender.GRADIENT, Contender.BUMPS, Contender.QUERY));
    }

    private static RobustnessSpec limited(RobustnessSpec spec, double limit, List<Waiver> waivers) {
        return new RobustnessSpec(
                spec.name(),
                spec.model(),
                spec.cohort(),
                spec.attack(),
                spec.budget(),
                spec.realism(),
                spec.gate().limited(Map.of("liver", limit)),
                spec.expect(),
                waivers);
    }

    private RobustnessGate gate(LocalDate today) {
        return new RobustnessGate(
                folder.resolve("store"),
                new Surroundings(
                        Optional.of(folder.resolve("counterexamples")),
                        Search.FULL,
                        false,
                        folder.resolve("reports"),
                        InstantSource.fixed(today.atStartOfDay().toInstant(ZoneOffset.UTC))));
    }

    // continuous integration

    private static List<String> tree(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<String> states = new ArrayList<>();
            for (Path path : all.sorted().toList()) {
                states.add(path + " " + Files.getLastModifiedTime(path)
                        + (Files.isRegularFile(path) ? " " + Files.size(path) : ""));
            }
            return states;
        }
    }

    @Test
    void continuousIntegrationLeavesTheCheckoutAsItIs() throws IOException {
        Path checkout = Files.createDirectories(folder.resolve("checkout/known"));
        GateRun first = run(3, 3);
        first.counterexamples = checkout;
        assertThat(first.run().counterexamples()).hasSize(2);
        Files.createDirectories(checkout.resolve("test/.kept-1"));
        List<String> before = tree(checkout);

        GateRun ci = run(3, 4);
        ci.release = new ReleaseSpec(Optional.empty(), 0.05, Optional.of(checkout));
        ci.counterexamples = folder.resolve("elsewhere");
        ci.reports = folder.resolve("reports");
        ci.ci = true;
        GateOutcome outcome = ci.run();

        assertThat(tree(checkout)).isEqualTo(before);
        assertThat(folder.resolve("elsewhere")).doesNotExist();
        Path found = folder.resolve("reports/test/counterexamples");
        assertThat(outcome.counterexamples())
                .map(row -> row.file())
                .as("what is known is where it was, what is new is among the reports")
                .containsExactly(checkout.resolve("test/g0/g0_z0.liver.npz"), found.resolve("test/g1/g1_z0.liver.npz"))
                .allSatisfy(file -> assertThat(file).exists());
        assertThat(warned).anyMatch(sentence -> sentence.contains("were found, and kept in '" + found));
    }

    @Test
    void aFolderThatASpecNamesMustBeThereInContinuousIntegration() {
        GateRun ci = run(3, 3);
        ci.release = new ReleaseSpec(Optional.empty(), 0.05, Optional.of(folder.resolve("gone")));
        ci.counterexamples = folder.resolve("elsewhere");
        ci.ci = true;
        assertThatThrownBy(ci::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("'gate.counterexamples' of spec 'test' names '" + folder.resolve("gone")
                        + "', which is no folder here; check it out with the spec, or remove the key");
        ci.ci = false;
        assertThat(ci.run().counterexamples()).hasSize(2);
        assertThat(folder.resolve("gone/test/g0/g0_z0.liver.npz")).exists();
    }

    @Test
    void aDamagedCounterexampleIsAnErrorInContinuousIntegrationAndStaysWhereItIs() throws IOException {
        Path file = folder.resolve("known/test/g0/g0_z0.liver.npz");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\n");
        GateRun ci = run(1, 1);
        ci.counterexamples = folder.resolve("known");
        ci.ci = true;
        assertThatThrownBy(ci::run).isInstanceOf(DuressException.class).hasMessageContaining("Git LFS");
        assertThat(file).exists();
        ci.ci = false;
        ci.run();
        assertThat(file).as("set aside").doesNotExist();
    }

    @Test
    void nothingOfItTouchesWhatIsNotAsked() {
        GateRun run = run(1, 1);
        run.attack = intensity(-0.1);
        RobustnessResult result = run.run().result();
        assertThat(result.release()).isEqualTo(Release.NONE);
        assertThat(result.spec()).isEqualTo(run.spec());
    }
}
