package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.duress.DuressException;
import org.junit.jupiter.api.Test;

class SubjectPatternTimeTest {
    /** 200 characters can be divided among seven parts in more ways than a year has microseconds. */
    @Test
    void anExpressionThatTakesForEverIsRefused() {
        SubjectPattern pattern = new SubjectPattern("(.*.*.*.*.*.*.*)=");
        assertThat(pattern.subject("aaa=")).hasValue("aaa");
        assertThatThrownBy(() -> pattern.subject("a".repeat(200)))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("cohort.subject '(.*.*.*.*.*.*.*)=' takes too long on the file name 'aaa")
                .hasMessageEndingWith("write it with fewer repetitions");
    }
}
