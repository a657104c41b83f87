package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.gate.GateRun.intensity;
import static org.duress.gate.GateRun.perfect;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.gate.prepare.Controls;
import org.duress.report.VerdictJson;
import org.duress.result.ContenderEvidence;
import org.duress.result.Evidence;
import org.duress.result.GateOutcome;
import org.duress.result.OrganEvidence;
import org.duress.result.Reach;
import org.duress.result.Verdict;
import org.duress.spec.Contender;
import org.duress.spec.Search;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the attacker's first sample takes every organ past its limit, nothing else is tried. */
class FirstLookTest {
    @TempDir
    Path root;

    private final AtomicInteger attacked = new AtomicInteger();

    /** Two organs, of the values 1 and 2, in each of two subjects. */
    private GateRun run(Attack look) {
        GateRun run = new GateRun()
                .attacker("t", perfect("t_z0", 1, 6, 1, 2, 0, 0, 0, 0))
                .gate("g", perfect("g_z0", 1, 6, 1, 1, 2, 2, 0, 0), perfect("g_z1", 1, 6, 1, 1, 1, 2, 0, 0))
                .gate("h", perfect("h_z0", 1, 6, 1, 2, 2, 2, 0, 0));
        run.organs = List.of("liver", "spleen");
        run.model = new BandModel(3);
        run.samples = 2;
        run.search = Search.FIRST;
        run.look = Optional.of(look);
        run.attack = (images, samples, seed) -> {
            attacked.incrementAndGet();
            return intensity(-0.7, -0.6).perturb(images, samples, seed);
        };
        run.second = Optional.of(intensity(-0.9, -0.8));
        run.contenders = EnumSet.of(Contender.VAEGAN, Contender.QUERY, Contender.UNIVERSAL);
        return run;
    }

    /** The liver's pixels are those of value 1. */
    private static Attack onLiver() {
        return (images, samples, seed) -> {
            Perturbation fields = Perturbation.none(images);
            for (int i = 0; i < images.pixels().length; i++) {
                fields.intensity()[i] = images.pixels()[i] == 1 ? -0.6f : 0;
            }
            return List.of(fields);
        };
    }

    @Test
    void whatFailsEveryOrganAtOnceIsTheVerdict() {
        GateRun run = run(intensity(-0.6));
        Evidence evidence = run.run().result().evidence();

        assertThat(attacked).hasValue(0);
        assertThat(evidence.attacker().reach()).isEqualTo(Reach.FIRST_LOOK);
        assertThat(evidence.contenders()).containsExactly(Contender.VAEGAN);
        assertThat(evidence.organs()).extracting(OrganEvidence::attackedDice).containsExactly(0.0, 0.0);
        assertThat(evidence.organs())
                .allSatisfy(organ -> assertThat(organ.curve()).hasSize(6));
        assertThat(run.closed).isEqualTo(1);
    }

    /** A seventh of the spleen is no loss. */
    @Test
    void whereAnOrganStandsTheWholeAttackIsRunAsIfThereHadBeenNoLook() {
        GateRun looking = run(onLiver());
        GateRun blind = run(onLiver());
        blind.look = Optional.empty();

        GateOutcome looked = looking.run();
        assertThat(attacked).hasValue(2);
        assertThat(looking.closed).isEqualTo(1);
        assertThat(looked.result().evidence().attacker().reach()).isEqualTo(Reach.WHOLE);
        Evidence without = blind.run().result().evidence();
        assertThat(looked.result().evidence().organs()).isEqualTo(without.organs());
        assertThat(looked.result().evidence().contenders()).isEqualTo(without.contenders());
        assertThat(looked.result().evidence().queries().gate())
                .as("the look's questions are counted")
                .isGreaterThan(without.queries().gate());
    }

    @Test
    void aFullSearchHasNoFirstLook() {
        GateRun run = run(intensity(-0.6));
        run.search = Search.FULL;
        Evidence evidence = run.run().result().evidence();

        assertThat(evidence.attacker().reach()).isEqualTo(Reach.WHOLE);
        assertThat(attacked).hasValue(2);
        assertThat(evidence.contenders()).contains(Contender.QUERY, Contender.UNIVERSAL);
    }

    @Test
    void theLookTriesOneSampleAndOneControlASlice() {
        GateRun run = run((images, samples, seed) -> {
            assertThat(samples).isEqualTo(1);
            return intensity(-0.6).perturb(images, samples, seed);
        });
        run.controls = new Controls(
                (images, like, samples, seed) -> Collections.nCopies(samples, like),
                Optional::empty,
                new UnwantedCanaries(),
                Optional.empty());
        List<ContenderEvidence> contenders =
                run.run().result().evidence().strength().contenders();
        assertThat(contenders)
                .extracting(ContenderEvidence::contender)
                .containsExactly(Contender.RANDOM, Contender.VAEGAN);
        assertThat(contenders)
                .allSatisfy(one -> assertThat(one.trials().tried()).isEqualTo(3));
    }

    @Test
    void otherMachinesTakeTheLookToTheBit() {
        GateOutcome alone = run(intensity(-0.6)).run();
        try (Workers workers =
                new Workers(run(intensity(-0.6)).worker(), run(intensity(-0.6)).worker())) {
            assertThat(withoutSeconds(run(intensity(-0.6)).run(workers))).isEqualTo(withoutSeconds(alone));
        }
        assertThat(attacked).hasValue(0);
    }

    @Test
    void mergedShardsEndWithTheLookAsOneMachineDoes() {
        GateOutcome alone = run(intensity(-0.6)).run();
        for (String shard : List.of("1/2", "2/2")) {
            run(intensity(-0.6)).shard(shard, root);
        }
        GateOutcome merged = run(intensity(-0.6)).merge(root);

        assertThat(withoutSeconds(merged)).isEqualTo(withoutSeconds(alone));
        assertThat(merged.result().evidence().attacker().reach()).isEqualTo(Reach.FIRST_LOOK);
    }

    @Test
    void whatTheLookFoundIsReplayedWithoutACurve() {
        GateRun first = run(intensity(-0.6));
        first.counterexamples = root;
        GateOutcome found = first.run();
        assertThat(found.result().verdict()).isEqualTo(Verdict.FAIL);

        GateRun again = run(intensity(0));
        again.counterexamples = root;
        Evidence replayed = again.run().result().evidence();
        assertThat(again.trainedOn).isEmpty();
        assertThat(replayed.attacker().reach()).isEqualTo(Reach.KNOWN);
        assertThat(replayed.organs()).extracting(OrganEvidence::attackedDice).containsExactly(0.0, 0.0);
        assertThat(replayed.organs())
                .allSatisfy(organ -> assertThat(organ.curve()).isEmpty());
    }

    private static String withoutSeconds(GateOutcome outcome) {
        return VerdictJson.of(outcome.result()).replaceAll("(?s)\"durationsSeconds\" : \\{.*?\\}[^}]*\\}", "durations");
    }
}
