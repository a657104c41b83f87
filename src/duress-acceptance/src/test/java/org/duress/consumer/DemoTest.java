package org.duress.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Expectation;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;

/** What {@code mvn test -Pgate} shows: one spec, which the ordinary model fails and its hardened twin passes. */
class DemoTest {
    private static final Path SPECS = Checkout.root().resolve("robustness-specs");

    private static RobustnessSpec spec(String name) {
        return SpecFiles.read(SPECS.resolve(name + ".yaml"), PropertyLayers.of());
    }

    @Test
    void bothModelsFaceTheSameSpec() {
        RobustnessSpec ordinary = spec("phantom-unet");
        RobustnessSpec hardened = spec("phantom-unet-hardened");

        assertThat(hardened.cohort()).isEqualTo(ordinary.cohort());
        assertThat(hardened.attack()).isEqualTo(ordinary.attack());
        assertThat(hardened.budget()).isEqualTo(ordinary.budget());
        assertThat(hardened.realism()).isEqualTo(ordinary.realism());
        assertThat(hardened.gate()).isEqualTo(ordinary.gate());
        assertThat(hardened.waivers()).isEqualTo(ordinary.waivers());
        assertThat(ordinary.expect()).isEqualTo(Expectation.FAIL);
        assertThat(hardened.expect()).isEqualTo(Expectation.PASS);
    }

    @Test
    void theBudgetIsTheDefault() {
        assertThat(spec("phantom-unet").budget()).isEqualTo(BudgetSpec.defaults());
    }
}
