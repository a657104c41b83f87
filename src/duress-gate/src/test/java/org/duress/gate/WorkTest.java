package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duress.gate.ShardsTest.rich;
import static org.duress.gate.ShardsTest.told;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.result.GateOutcome;
import org.duress.result.Verdict;
import org.duress.spec.Contender;
import org.duress.spec.Search;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other machines do for a gate is what it would have done itself, to the bit, or one sentence. */
class WorkTest {
    @TempDir
    Path folder;

    /** What hurts one slice is tried on the others too. */
    private static GateRun shared() {
        GateRun run = rich();
        run.contenders = EnumSet.of(Contender.QUERY, Contender.UNIVERSAL);
        return run;
    }

    @Test
    void whatOtherMachinesDoIsOneRunToTheBit() {
        GateOutcome whole = shared().run();
        assertThat(whole.result().evidence().contenders()).contains(Contender.UNIVERSAL);
        try (Workers workers = new Workers(shared().worker(), shared().worker(), shared().worker())) {
            GateRun asking = shared();
            asking.model = asked(asking);
            assertThat(told(asking.run(workers))).isEqualTo(told(whole));
            assertThat(workers.orders)
                    .containsExactly("baseline 12/12", "critic 12/12", "attack 12/12", "universal 12/12");
        }
    }

    /** A model that must not be asked, of the same fingerprint. */
    private static ForwardingModel asked(GateRun run) {
        return new ForwardingModel(run.model) {
            @Override
            protected Passage passage(ImageBatch images) {
                throw new AssertionError("asked by who has others ask");
            }
        };
    }

    @Test
    void whatIsKnownIsTriedFirstByTheOthers() {
        GateRun failing = shared();
        failing.maxDiceDrop = 0.05;
        failing.counterexamples = folder.resolve("kept");
        assertThat(failing.run().result().verdict()).isEqualTo(Verdict.FAIL);

        String again = told(known(0.05).run());
        assertThat(again).contains("REPLAY");
        try (Workers workers = new Workers(known(0.05).worker(), known(0.05).worker())) {
            assertThat(told(known(0.05).run(workers))).isEqualTo(again);
            assertThat(workers.orders).containsExactly("baseline 12/12", "replay 12/12");
        }
        GateRun lenient = known(0.99);
        String whole = told(lenient.run());
        try (Workers workers = new Workers(known(0.99).worker(), known(0.99).worker())) {
            assertThat(told(known(0.99).run(workers))).isEqualTo(whole);
            assertThat(workers.orders)
                    .containsExactly(
                            "baseline 12/12",
                            "replay 12/12",
                            "critic 12/12",
                            "attack 12/12",
                            "universal 12/12",
                            "canary 1/1");
        }
    }

    @Test
    void theFirstLookIsTheOthersToo() {
        GateRun whole = looking(0.99);
        String told = told(whole.run());
        try (Workers workers = new Workers(looking(0.99).worker(), looking(0.99).worker())) {
            assertThat(told(looking(0.99).run(workers))).isEqualTo(told);
            assertThat(workers.orders)
                    .startsWith(
                            "baseline 12/12", "critic 12/12", "first look 12/12", "attack 12/12", "universal 12/12");
        }
        String early = told(looking(0.001).run());
        try (Workers workers =
                new Workers(looking(0.001).worker(), looking(0.001).worker())) {
            assertThat(told(looking(0.001).run(workers))).isEqualTo(early);
            assertThat(workers.orders).containsExactly("baseline 12/12", "critic 12/12", "first look 12/12");
        }
    }

    private static GateRun looking(double maxDiceDrop) {
        GateRun run = shared();
        run.maxDiceDrop = maxDiceDrop;
        run.search = Search.FIRST;
        run.look = Optional.of(run.attack);
        return run;
    }

    private GateRun known(double maxDiceDrop) {
        GateRun run = shared();
        run.maxDiceDrop = maxDiceDrop;
        run.counterexamples = folder.resolve("kept");
        run.search = Search.FIRST;
        return run;
    }

    @Test
    void workOfAnotherRunIsRefused() {
        GateRun attacker = rich();
        attacker.trained = "trained elsewhere";
        try (Workers workers = new Workers(attacker.worker())) {
            assertThatThrownBy(() -> rich().run(workers))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("slice 1 of g0 was scored elsewhere with another attacker (trained else, not the"
                            + " attacker); let all machines have the same spec, model, data, store and processors");
        }
        GateRun spec = rich();
        spec.xi = 1;
        try (Workers workers = new Workers(spec.worker())) {
            assertThatThrownBy(() -> rich().run(workers))
                    .hasMessageContaining("slice 1 of g0 was segmented elsewhere with attack.xi 1.0, not 2.0");
            assertThat(workers.orders).as("before anything is trained").containsExactly("baseline 1/12");
        }
    }

    @Test
    void damagedBytesAreOneSentence() {
        assertThatThrownBy(() -> rich().run(order -> piece -> new ByteArrayInputStream(new byte[3])))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("what came of slice 1 of g0, which was segmented elsewhere, cannot be read (")
                .hasMessageEndingWith("); have it done again");
    }

    @Test
    void anOrderThatNobodyKnowsIsOneSentence() throws IOException {
        ByteArrayOutputStream order = new ByteArrayOutputStream();
        new DataOutputStream(order).writeUTF("SLEEP");
        try (BatchWork worker = rich().worker()) {
            assertThatThrownBy(() -> worker.begin(new ByteArrayInputStream(order.toByteArray())))
                    .isInstanceOf(IOException.class)
                    .hasMessage("nobody knows work of the kind 'SLEEP'");
        }
    }

    /** One of them rounds otherwise: what one has segmented another attacks. */
    @Test
    void machinesThatRoundOtherwiseAreWarnedOf() {
        GateRun other = rich();
        other.model = new BandModel(List.of(), 3, probabilities -> {
            probabilities[0] = Math.nextUp(probabilities[0]);
            return probabilities;
        });
        try (Workers workers = new Workers(rich().worker(), other.worker(), rich().worker())) {
            assertThat(rich().run(workers).result().warnings())
                    .anyMatch(warning -> warning.contains("rounds otherwise than the one"));
        }
        try (Workers workers = new Workers(rich().worker(), rich().worker(), rich().worker())) {
            assertThat(rich().run(workers).result().warnings()).noneMatch(warning -> warning.contains("rounds"));
        }
    }
}
