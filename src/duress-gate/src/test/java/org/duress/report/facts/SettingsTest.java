package org.duress.report.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.duress.report.facts.Settings.Setting;
import org.duress.spec.Expectation;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.ServedModel;
import org.duress.spec.SpecKeys;
import org.duress.spec.key.Values;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final RobustnessSpec SPEC = Outcomes.spec("phantom", Expectation.PASS);

    @Test
    void everyKeyThatHasAValueIsThereOnce() {
        List<String> keys = Settings.of(SPEC).stream().map(Setting::key).toList();
        assertThat(keys).doesNotHaveDuplicates();
        assertThat(SpecKeys.ALL)
                .extracting(key -> key.name())
                .filteredOn(name -> !keys.contains(name))
                .allSatisfy(name -> assertThat(name).startsWith("model."));
        assertThat(keys).contains("model.path", "cohort.subjects", "attack.xi", "gate.maxDiceDrop", "expect");
    }

    @Test
    void whatWasSetIsToldFromDefaults() {
        assertThat(Settings.of(SPEC))
                .contains(
                        new Setting("attack.steps", "600", false),
                        new Setting("cohort.attackerSubjects", "0.5 of all", false),
                        new Setting("cohort.gateSubjects", "all others", true),
                        new Setting("cohort.size", "128 x 128", false),
                        new Setting("model.preprocess", "none", true));
    }

    @Test
    void whatServersAreToldInSecretIsNotShown() {
        ServedModel served = new ServedModel("unet");
        ModelSource.Image image = ModelSource.Image.of(Values.of(
                new ModelSource.Image(
                        "triton:1", 8000, served, Map.of("TOKEN", "hunter2"), List.of(), Map.of(), false, false),
                served));
        assertThat(Settings.of(SPEC.with(new ModelSpec("open-inference", image))))
                .contains(new Setting("model.environment", "TOKEN", false))
                .noneMatch(setting -> setting.value().contains("hunter2"));
        assertThat(Settings.of(SPEC.with(new ModelSpec(
                        "open-inference", new ModelSource.Server(URI.create("http://localhost:1"), served)))))
                .contains(new Setting("model.url", "http://localhost:1", false));
    }
}
