package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnumWordsTest {
    private enum Head {
        AUTO,
        LOGITS,
        ORGAN_LOGITS
    }

    private static final List<Head> ALL = List.of(Head.values());

    @Test
    void areLowerCaseWithDashes() {
        assertThat(EnumWords.of(Head.ORGAN_LOGITS)).isEqualTo("organ-logits");
    }

    @Test
    void areReadBackInAnyCase() {
        assertThat(EnumWords.parse(ALL, "Organ-Logits")).contains(Head.ORGAN_LOGITS);
        assertThat(EnumWords.parse(ALL, "organ_logits")).isEmpty();
        assertThat(EnumWords.parse(List.of(Head.AUTO), "logits"))
                .as("not to choose")
                .isEmpty();
    }

    @Test
    void areListedForMessages() {
        assertThat(EnumWords.list(ALL)).isEqualTo("auto, logits, organ-logits");
        assertThat(EnumWords.alternatives(ALL)).isEqualTo("auto, logits or organ-logits");
        assertThat(EnumWords.alternatives(List.of(Head.AUTO))).isEqualTo("auto");
        assertThat(EnumWords.together(ALL)).isEqualTo("auto, logits and organ-logits");
    }
}
