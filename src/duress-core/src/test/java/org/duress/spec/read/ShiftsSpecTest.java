package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.duress.DuressException;
import org.duress.spec.Modality;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.ShiftKind;
import org.duress.spec.ShiftsSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a spec says of natural shifts. */
class ShiftsSpecTest {
    @TempDir
    private Path folder;

    private RobustnessSpec read(String modality, String gate) {
        String spec = """
                name: n
                model: {format: duress, path: m.zip}
                cohort: {format: phantom, attackerSubjects: 0.5%s}
                gate: {%s}
                """.formatted(modality.isEmpty() ? "" : ", modality: " + modality, gate);
        try {
            return SpecFiles.read(Files.writeString(folder.resolve("spec.yaml"), spec));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noneAreMeasuredUnlessAskedFor() {
        RobustnessSpec spec = read("", "maxDiceDrop: 0.2");
        assertThat(spec.gate().shifts()).isEmpty();
        assertThat(spec.cohort().modality()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shifts", "Shifts"})
    void theyAreNoAttack(String word) throws IOException {
        Path file = Files.writeString(folder.resolve("spec.yaml"), """
                name: n
                model: {format: duress, path: m.zip}
                cohort: {format: phantom, attackerSubjects: 0.5}
                attack: {contenders: [gradient, %s]}
                """.formatted(word));
        assertThatThrownBy(() -> SpecFiles.read(file))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("'attack.contenders' names '" + word + "', which search for nothing and so are no"
                        + " attack; remove it here, and set gate.shifts, which measures them beside the attacks");
    }

    @Test
    void aBlockAsksForThem() {
        RobustnessSpec spec = read("ct", "shifts: {severity: 2, maxDiceDrop: 0.15, kinds: [noise, low-dose]}");
        assertThat(spec.gate().shifts())
                .contains(new ShiftsSpec(2, OptionalDouble.of(0.15), EnumSet.of(ShiftKind.NOISE, ShiftKind.LOW_DOSE)));
        assertThat(spec.gate().shifts().orElseThrow())
                .hasToString("{severity: 2, maxDiceDrop: 0.15, kinds: [noise, low-dose]}");
        assertThat(spec.cohort().hounsfield()).isTrue();
        assertThat(read("", "shifts: {}").gate().shifts())
                .contains(new ShiftsSpec(3, OptionalDouble.empty(), Set.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ct | severity: 0 | 'gate.shifts.severity' must be a whole number from 1 to 5, not 0
            ct | severity: 6 | 'gate.shifts.severity' must be a whole number from 1 to 5, not 6
            ct | severity: 2.5 | 'gate.shifts.severity' must be a whole number, not '2.5'
            ct | maxDiceDrop: 0 | 'gate.shifts.maxDiceDrop' must be a relative fall above 0 and at most 1, not 0.0
            ct | limit: 1 | unknown key 'limit' in 'gate.shifts'; did you mean 'kinds'?
            ct | kinds: [] | 'gate.shifts.kinds' names no shift; name some, or remove it for all that the images have
            ct | kinds: [noise, gosting] | 'gate.shifts.kinds' names 'gosting', which nobody knows; did you mean \
            'ghosting'? \
            There are noise, rician, speckle, bias-field, gamma, contrast, blur, thickness, motion, ghosting, spikes, \
            low-dose, streaks, ring, resolution, rotation, scaling, translation, window, lost-channel
            mr | kinds: [low-dose] | 'gate.shifts' names 'low-dose', which cohort.modality mr does not have; it has \
            rician, bias-field, gamma, contrast, blur, thickness, motion, ghosting, spikes, resolution, rotation, \
            scaling, translation, lost-channel
            '' | kinds: [ring] | 'gate.shifts' names 'ring', which is measured in Hounsfield units; set \
            cohort.modality to ct, or remove it
            """)
    void mistakesAreOneSentence(String modality, String shifts, String problem) {
        assertThatThrownBy(() -> read(modality, "shifts: {" + shifts + "}"))
                .isInstanceOf(DuressException.class)
                .hasMessageEndingWith(":4: " + problem);
    }

    @Test
    void anUnknownModalityIsOneSentence() {
        assertThatThrownBy(() -> read("mri", "shifts: {}"))
                .isInstanceOf(DuressException.class)
                .hasMessageEndingWith("'cohort.modality' must be one of ct, mr, xray, fundus, ultrasound, not 'mri'");
    }

    @ParameterizedTest
    @EnumSource(Modality.class)
    void everyModalityHasShifts(Modality modality) {
        assertThat(new ShiftsSpec(3, OptionalDouble.empty(), Set.of()).candidates(Optional.of(modality)))
                .hasSizeGreaterThan(6)
                .allMatch(kind -> kind.modalities().contains(modality));
    }

    @Test
    void withoutAModalityThoseAreTriedThatNeedNothing() {
        assertThat(new ShiftsSpec(3, OptionalDouble.empty(), Set.of()).candidates(Optional.empty()))
                .containsExactly(
                        ShiftKind.NOISE,
                        ShiftKind.GAMMA,
                        ShiftKind.CONTRAST,
                        ShiftKind.BLUR,
                        ShiftKind.RESOLUTION,
                        ShiftKind.ROTATION,
                        ShiftKind.SCALING,
                        ShiftKind.TRANSLATION)
                .allMatch(kind -> kind.needs() == ShiftKind.Needs.NOTHING);
    }
}
