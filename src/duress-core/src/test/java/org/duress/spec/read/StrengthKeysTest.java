package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.duress.DuressException;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.Decision;
import org.duress.spec.GradientSettings;
import org.duress.spec.RealismSpec;
import org.duress.spec.RobustnessSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys that say how strong an attack may be, and what counts: from a spec file and from a property alike. */
class StrengthKeysTest {
    @Test
    void whatIsNotSetHasADefault() {
        RobustnessSpec spec = read(Map.of());

        assertThat(spec.budget()).isEqualTo(new BudgetSpec(0.05, 2, 0, 0.25, 0.25, 0.25));
        assertThat(spec.realism()).isEqualTo(RealismSpec.defaults());
        assertThat(spec.gate().decision()).isEqualTo(Decision.INTERVAL);
        assertThat(spec.attack().gradient()).isEqualTo(new GradientSettings(8, 15, 4));
        assertThat(spec.attack().contenders()).isEmpty();
    }

    @Test
    void everyKeyCanBeSet() {
        RobustnessSpec spec = read(Map.of(
                "budget",
                Map.of(
                        "perceptibility", "0.2",
                        "displacement", "3.5",
                        "folded", "0.01",
                        "deformationRoughness", "0.125",
                        "intensityRoughness", "1",
                        "intensity", "2"),
                "realism",
                Map.of("ssim", "0.75", "critic", "5", "displacement", "4.5"),
                "gate",
                Map.of("decision", "point"),
                "attack",
                Map.of(
                        "restarts",
                        "2",
                        "gradientSteps",
                        "30",
                        "gradientSpacing",
                        "16",
                        "contenders",
                        List.of("query", "bumps", "gradient", "random", "vaegan", "substitute", "universal"))));

        assertThat(spec.budget()).isEqualTo(new BudgetSpec(0.2, 3.5, 0.01, 0.125, 1, 2));
        assertThat(spec.realism()).isEqualTo(realism(0.75, 5, 4.5));
        assertThat(spec.gate().decision()).isEqualTo(Decision.POINT);
        assertThat(spec.attack().gradient()).isEqualTo(new GradientSettings(2, 30, 16));
        assertThat(spec.attack().contenders()).isEqualTo(EnumSet.complementOf(EnumSet.of(Contender.REPLAY)));
    }

    /** The layer cannot list its keys, so that each of them must be asked for by name. */
    @Test
    void everyKeyHasAPropertyThatIsStronger() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("duress.budget.perceptibility", "0");
        properties.put("duress.budget.displacement", "0");
        properties.put("duress.budget.folded", "1");
        properties.put("duress.budget.deformationRoughness", "0.5");
        properties.put("duress.budget.intensityRoughness", "0.75");
        properties.put("duress.budget.intensity", "3");
        properties.put("duress.realism.ssim", "-1");
        properties.put("duress.realism.critic", "100");
        properties.put("duress.realism.displacement", "0.25");
        properties.put("duress.gate.decision", "POINT");
        properties.put("duress.attack.restarts", "1");
        properties.put("duress.attack.gradientSteps", "1");
        properties.put("duress.attack.gradientSpacing", "1");
        properties.put("duress.attack.contenders", "gradient, random");

        RobustnessSpec spec = read(
                Map.of(
                        "budget", Map.of("perceptibility", "0.2", "displacement", "9"),
                        "gate", Map.of("decision", "interval"),
                        "attack", Map.of("restarts", "3", "contenders", List.of("vaegan"))),
                properties);

        assertThat(spec.budget()).isEqualTo(new BudgetSpec(0, 0, 1, 0.5, 0.75, 3));
        assertThat(spec.realism()).isEqualTo(realism(-1, 100, 0.25));
        assertThat(spec.gate().decision()).isEqualTo(Decision.POINT);
        assertThat(spec.attack().gradient()).isEqualTo(new GradientSettings(1, 1, 1));
        assertThat(spec.attack().contenders()).containsExactly(Contender.RANDOM, Contender.GRADIENT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            budget.perceptibility | -0.1 | must be a finite number of at least 0, not -0.1
            budget.perceptibility | .nan | must be a finite number of at least 0, not NaN
            budget.perceptibility | .inf | must be a finite number of at least 0, not Infinity
            budget.perceptibility | much | must be a number, not 'much'
            budget.displacement | -1 | must be a finite number of at least 0, not -1.0
            budget.displacement | .nan | must be a finite number of at least 0, not NaN
            budget.folded | -0.1 | must be a number from 0 to 1, not -0.1
            budget.folded | 1.1 | must be a number from 0 to 1, not 1.1
            budget.folded | .nan | must be a number from 0 to 1, not NaN
            budget.deformationRoughness | 0 | must be a share above 0 and at most 1, not 0.0
            budget.deformationRoughness | 1.5 | must be a share above 0 and at most 1, not 1.5
            budget.intensityRoughness | 0 | must be a share above 0 and at most 1, not 0.0
            budget.intensityRoughness | .nan | must be a share above 0 and at most 1, not NaN
            realism.ssim | 1.01 | must be a number from -1 to 1, not 1.01
            realism.ssim | -2 | must be a number from -1 to 1, not -2.0
            realism.ssim | .nan | must be a number from -1 to 1, not NaN
            realism.critic | 101 | must be a number from 0 to 100, not 101.0
            realism.critic | -1 | must be a number from 0 to 100, not -1.0
            realism.displacement | 0 | must be a finite number above 0, not 0.0
            realism.displacement | .inf | must be a finite number above 0, not Infinity
            gate.decision | mean | must be one of interval, point, not 'mean'
            gate.maxPerceptibility | 0.1 | is now 'budget.perceptibility', which every attack is held to; move it there
            attack.restarts | 0 | must be a whole number of at least 1, not 0
            attack.bumps | 15 | must be a whole number of at least 16, not 15
            attack.gradientSteps | 0 | must be a whole number of at least 1, not 0
            attack.gradientSpacing | 0 | must be a whole number of at least 1, not 0
            attack.gradientSpacing | 8.5 | must be a whole number, not '8.5'
            attack.contenders | [] | must name at least one of random, vaegan, substitute, gradient, bumps, query, \
            universal; remove it for those that suit the model
            attack.contenders | replay | must be one of random, vaegan, substitute, gradient, bumps, query, universal, \
            not 'replay'
            attack.contenders | gradients | must be one of random, vaegan, substitute, gradient, bumps, query, \
            universal, not 'gradients'
            """)
    void aWrongValueIsOneSentenceWhereverItStands(String key, String value, String error) {
        String block = key.substring(0, key.indexOf('.'));
        String name = key.substring(key.indexOf('.') + 1);

        refused(Map.of(block, Map.of(name, value)), Map.of(), "the spec: '" + key + "' " + error);
        refused(Map.of(), Map.of("duress." + key, value), "parameter duress." + key + ": '" + key + "' " + error);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            budget.perceptability | unknown key 'perceptability' in 'budget'; did you mean 'perceptibility'?
            budget.displacment | unknown key 'displacment' in 'budget'; did you mean 'displacement'?
            realism.sim | unknown key 'sim' in 'realism'; did you mean 'ssim'?
            gate.decide | unknown key 'decide' in 'gate'; did you mean 'decision'?
            attack.gradientStep | unknown key 'gradientStep' in 'attack'; did you mean 'gradientSteps'?
            """)
    void aMistypedKeyIsFoundWhereverItStands(String key, String error) {
        String block = key.substring(0, key.indexOf('.'));
        String name = key.substring(key.indexOf('.') + 1);
        PropertyLayer system = new PropertyLayer(
                "system property",
                asked -> Optional.of("1").filter(one -> asked.equals("duress." + key)),
                Set.of("duress." + key));

        refused(Map.of(block, Map.of(name, "1")), Map.of(), "the spec: " + error);
        assertThatThrownBy(() -> SpecLayer.resolve(List.of(layer(Map.of())), PropertyLayers.of(system)))
                .isInstanceOf(DuressException.class)
                .hasMessage("system property duress." + key + ": " + error);
    }

    private static void refused(Map<String, ?> settings, Map<String, String> properties, String error) {
        assertThatThrownBy(() -> read(settings, properties))
                .isInstanceOf(DuressException.class)
                .hasMessage(error);
    }

    private static RobustnessSpec read(Map<String, ?> settings) {
        return read(settings, Map.of());
    }

    private static RobustnessSpec read(Map<String, ?> settings, Map<String, String> properties) {
        PropertyLayer silent =
                new PropertyLayer("parameter", key -> Optional.ofNullable(properties.get(key)), Set.of());
        return SpecLayer.resolve(List.of(layer(settings)), PropertyLayers.of(silent));
    }

    private static SpecLayer layer(Map<String, ?> settings) {
        Map<String, Object> all = new LinkedHashMap<>(settings);
        all.put("name", "n");
        all.put("model", Map.of("format", "duress", "path", "unet.zip"));
        all.put("cohort", Map.of("format", "phantom", "attackerSubjects", "0.5"));
        return SpecLayer.of("the spec", all);
    }

    private static RealismSpec realism(double ssim, double critic, double millimetres) {
        return RealismSpec.defaults()
                .with(RealismSpec.SSIM, ssim)
                .with(RealismSpec.CRITIC, OptionalDouble.of(critic))
                .with(RealismSpec.DISPLACEMENT, OptionalDouble.of(millimetres));
    }
}
