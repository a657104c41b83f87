package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TagTest {
    @Test
    void textAndAttributesShowAsTheyAreWritten() {
        assertThat(Tag.of("p", "a <b> & \"c\"")
                        .with("title", "\"><script>")
                        .add(Tag.of("br"), Tag.of("i", "x"))
                        .html())
                .isEqualTo("<p title=\"&quot;&gt;&lt;script&gt;\">a &lt;b&gt; &amp; &quot;c&quot;<br><i>x</i></p>");
    }

    @Test
    void numbersAreShortAndTheSameEverywhere() {
        assertThat(Tag.of("rect").with("x", 3).with("y", 2.125).html()).isEqualTo("<rect x=\"3\" y=\"2.13\"></rect>");
    }

    @Test
    void codeIsNotEscapedAndCannotEndItsElement() {
        assertThat(Tag.of("script", "a < b && c").html()).isEqualTo("<script>a < b && c</script>");
        assertThatThrownBy(() -> Tag.of("style", "p{} </style><p>").html())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesOfElementsAndAttributesAreNames() {
        assertThatThrownBy(() -> Tag.of("p onclick=x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tag.of("p").with("a=\"b\"", "c")).isInstanceOf(IllegalArgumentException.class);
    }
}
