package org.duress.spec.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bounds, ranges and shapes say to readers, to people and to editors is one thing. */
class SchemaTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0   | true  | 1        | true  | from 0 to 1               | {type=number, minimum=0, maximum=1}
            0.5 | false | 100      | false | above 0.5 and below 100   | {type=number, exclusiveMinimum=0.5, \
            exclusiveMaximum=100}
            -1  | true  | 1        | false | of at least -1 and below 1 | {type=number, minimum=-1, exclusiveMaximum=1}
            0   | false | 2        | true  | above 0 and at most 2     | {type=number, exclusiveMinimum=0, maximum=2}
            0   | false | Infinity | true  | above 0                   | {type=number, exclusiveMinimum=0}
            3   | true  | Infinity | false | of at least 3             | {type=number, minimum=3}
            """)
    void boundsAreSaidInWordsAndInASchema(
            double least, boolean leastWithin, double most, boolean mostWithin, String words, String schema) {
        Bounds bounds = new Bounds(least, leastWithin, most, mostWithin);

        assertThat(bounds.words()).isEqualTo(words);
        assertThat(Schema.number(bounds).keywords()).hasToString(schema);
        assertThat(bounds.holds(least)).isEqualTo(leastWithin);
        assertThat(bounds.holds(most)).isEqualTo(mostWithin);
        assertThat(bounds.holds(Math.nextUp(least))).isTrue();
        assertThat(bounds.holds(Math.nextDown(least))).isFalse();
        assertThat(bounds.holds(Double.NaN)).isFalse();
    }

    @Test
    void finiteBoundsHoldNothingInfinite() {
        assertThat(Bounds.FINITE.holds(Double.MAX_VALUE)).isTrue();
        assertThat(Bounds.FINITE.holds(Double.NEGATIVE_INFINITY)).isFalse();
        assertThat(Bounds.above(0).holds(Double.POSITIVE_INFINITY)).isTrue();
        assertThat(Bounds.above(0).finite().holds(Double.POSITIVE_INFINITY)).isFalse();
        assertThat(Bounds.above(0).to(1).finite()).isEqualTo(Bounds.above(0).to(1));
    }

    @Test
    void aShapeHasItsKeysInOrderAndNoOthers() {
        Shape shape = Shape.EMPTY.with("b", Schema.FLAG).requiring("a", Schema.WHOLE);

        assertThat(shape.names()).containsExactly("b", "a");
        assertThat(shape.schema().keywords())
                .containsEntry("additionalProperties", false)
                .containsEntry("required", List.of("a"));
    }

    @Test
    void whatMayBeABlockSaysSo() {
        Schema block = Shape.EMPTY.schema();
        assertThat(block.block()).isTrue();
        assertThat(Schema.either(Schema.TEXT, block).block()).isTrue();
        assertThat(Schema.list(block, 0).block()).isFalse();
        assertThat(Schema.TEXT.block()).isFalse();
    }

    @Test
    void listsSayHowManyItemsTheyMayHave() {
        assertThat(Schema.list(Schema.FLAG, 0).keywords()).doesNotContainKeys("minItems", "maxItems");
        assertThat(Schema.list(Schema.FLAG, 2, 3).keywords())
                .containsEntry("minItems", 2)
                .containsEntry("maxItems", 3);
        assertThat(Schema.oneOf("a", 2).keywords())
                .extractingByKey("enum", LIST)
                .containsExactly("a", 2);
    }
}
