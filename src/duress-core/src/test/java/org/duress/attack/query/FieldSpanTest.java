package org.duress.attack.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.duress.attack.Budget;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.junit.jupiter.api.Test;

class FieldSpanTest {
    private static final int SIZE = 8;
    private static final Budget BUDGET = new Budget(new BudgetSpec(0.1, 2, 0, 1, 1));

    private static Perturbation flat(float x, float v) {
        Perturbation fields = Perturbation.none(1, Grid.of(SIZE, SIZE));
        for (int i = 0; i < fields.deformation().length; i += 2) {
            fields.deformation()[i] = x;
        }
        Arrays.fill(fields.intensity(), v);
        return fields;
    }

    private static FieldSpan span(Perturbation... proposals) {
        return new FieldSpan(
                BUDGET,
                new ImageBatch(new float[SIZE * SIZE], 1, Grid.of(SIZE, SIZE)),
                Stream.of(proposals).map(KeptFields::of).toList());
    }

    /**
     * The first proposal has no D and the second no V, so that the places of what is left differ from the proposals'.
     */
    @Test
    void aProposalIsMadeOfItsOwnFieldsWhereOthersAreEmpty() {
        FieldSpan span = span(flat(0, 0.02f), flat(0.5f, 0), flat(-1, -0.05f));
        assertThat(span.dimensions()).isEqualTo(4);
        Perturbation first = span.at(span.proposal(0));
        assertThat(first.deformation()[0]).isZero();
        assertThat(first.intensity()[0]).isCloseTo(0.02f, within(1e-6f));
        Perturbation second = span.at(span.proposal(1));
        assertThat(second.deformation()[0]).isCloseTo(0.5f, within(1e-5f));
        assertThat(second.intensity()[0]).isZero();
        Perturbation third = span.at(span.proposal(2));
        assertThat(third.deformation()[0]).isCloseTo(-1, within(1e-5f));
        assertThat(third.intensity()[0]).isCloseTo(-0.05f, within(1e-6f));
    }

    @Test
    void aWeightOfOneFillsTheBudgetAndMoreIsHeldToIt() {
        FieldSpan span = span(flat(0.5f, 0.02f));
        assertThat(span.at(new double[] {1, 0}).deformation()[0]).isCloseTo(2, within(1e-4f));
        assertThat(span.at(new double[] {0, 1}).intensity()[0]).isCloseTo(0.1f, within(1e-4f));
        assertThat(span.at(new double[] {0, 50}).intensity()[0]).isCloseTo(0.1f, within(1e-4f));
        assertThat(span.at(new double[] {-3, 0}).deformation()[0]).isCloseTo(-2, within(1e-4f));
    }
}
