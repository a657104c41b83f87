package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.duress.DuressException;
import org.duress.spec.DuressProperties;
import org.duress.spec.ReleaseSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Waiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a spec says of releases, and how each mistake in it is one sentence. */
class ReleaseKeysTest {
    private static final String WAIVER =
            "{organ: liver, limit: 0.45, owner: Ada, reason: retrained soon, expires: 2027-01-31}";

    @TempDir
    Path folder;

    private RobustnessSpec read(String gate, String waivers) {
        return read(gate, waivers, "pass");
    }

    private RobustnessSpec read(String gate, String waivers, String expect) {
        Path file = folder.resolve("spec.yaml");
        try {
            Files.writeString(file, """
                    name: t
                    model: {format: duress, path: m.zip}
                    cohort: {format: phantom, organs: {pancreas: [1], liver: [2]}, attackerSubjects: 0.5}
                    gate: {%s}
                    expect: %s
                    waivers: %s
                    """.formatted(gate, expect, waivers));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return SpecFiles.read(file);
    }

    private static void refused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(DuressException.class)
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("\n");
    }

    @Test
    void pathsAreRelativeToTheSpecAndDefaultsAreNothing() {
        ReleaseSpec release = read("baseline: releases/1.3, counterexamples: known, regression: 0.1", "[]")
                .gate()
                .release();
        assertThat(release)
                .isEqualTo(new ReleaseSpec(
                        Optional.of(folder.resolve("releases/1.3")), 0.1, Optional.of(folder.resolve("known"))));
        assertThat(read("maxDiceDrop: 0.3", "[]").gate().release()).isEqualTo(ReleaseSpec.defaults());
        refused(
                () -> read("regression: 1", "[]"),
                "spec.yaml:4",
                "'gate.regression' must be a number of at least 0 and below 1");
    }

    @Test
    void aWaiverHoldsThroughItsLastDay() {
        List<Waiver> waivers = read("maxDiceDrop: 0.3", "[" + WAIVER + "]").waivers();
        LocalDate last = LocalDate.of(2027, 1, 31);
        assertThat(waivers).containsExactly(new Waiver("liver", 0.45, "Ada", "retrained soon", last));
        assertThat(waivers.get(0).holds(last)).isTrue();
        assertThat(waivers.get(0).holds(last.plusDays(1))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "expires: 2027-01-31|expires: 31.1.2027|must be a day such as 2027-01-31, not '31.1.2027'",
                "expires: 2027-01-31|expires: 2027-02-30|'waivers.expires' must be a day such as 2027-01-31",
                "owner: Ada, |''|key 'waivers.owner' is missing",
                "owner: Ada|owner: ' '|'waivers.owner' must say something",
                "reason: retrained soon, |''|key 'waivers.reason' is missing",
                "organ: liver|organ: heart|and 'heart' is none; use one of pancreas, liver",
                "limit: 0.45|limit: 0.2|0.2 is less than the 0.3 that 'liver' may fall anyway",
                "limit: 0.45|limit: 1.5|'waivers.limit' must be a relative fall above 0 and at most 1",
                "owner: Ada|owners: Ada|unknown key 'owners' in 'waivers'; did you mean 'owner'?"
            })
    void eachMistakeIsOneSentence(String right, String wrong, String sentence) {
        refused(() -> read("maxDiceDrop: 0.3", "[" + WAIVER.replace(right, wrong) + "]"), "spec.yaml:6", sentence);
    }

    @Test
    void anOrganIsWaivedOnce() {
        refused(() -> read("maxDiceDrop: 0.3", "[" + WAIVER + ", " + WAIVER + "]"), "that of 'liver' twice");
        refused(() -> read("maxDiceDrop: 0.3", "soon"), "'waivers' must be a list of waivers");
    }

    @Test
    void aKnownWeaknessIsNotComparedAndNotWaived() {
        refused(() -> Obstacle.refuse(read("baseline: b", "[]", "fail"), "here"), "'expect' is fail", "gate.baseline");
        refused(() -> Obstacle.refuse(read("maxDiceDrop: 0.3", "[" + WAIVER + "]", "fail"), "here"), "'waivers'");
    }

    @Test
    void aPropertyNamesAnotherBaseline() {
        read("baseline: a", "[]");
        PropertyLayers properties = PropertyLayers.of(new PropertyLayer(
                "test",
                key -> key.equals("duress.gate.baseline") ? Optional.of("/b/verdict.json") : Optional.empty(),
                List.of()));
        assertThat(SpecFiles.read(folder.resolve("spec.yaml"), properties)
                        .gate()
                        .release()
                        .baseline())
                .contains(Path.of("/b/verdict.json"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, false",
                "-, '', false",
                "-, false, false",
                "-, False, false",
                "-, true, true",
                "-, 1, true",
                "true, -, true",
                "true, false, true",
                "false, true, false"
            })
    void continuousIntegrationIsWhatThePropertySaysAndElseTheEnvironment(String property, String variable, boolean ci) {
        assertThat(ContinuousIntegration.is(Optional.ofNullable(property), Optional.ofNullable(variable)))
                .isEqualTo(ci);
    }

    @Test
    void aMistypedPropertyIsAnError() {
        assertThatThrownBy(() -> ContinuousIntegration.is(Optional.of("yes"), Optional.empty()))
                .isInstanceOf(DuressException.class)
                .hasMessage(DuressProperties.CI + " must be true or false, not 'yes'");
    }
}
