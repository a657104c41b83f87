package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownTest {
    @Test
    void whatOthersNamedShowsAsItIsWritten() {
        assertThat(Markdown.text("phantom-unet (64 x 64), 12 %: -0.3")).isEqualTo("phantom-unet (64 x 64), 12 %: -0.3");
        assertThat(Markdown.text("a|b")).isEqualTo("a&#124;b");
        assertThat(Markdown.text("left_kidney *`x`* [y](z) \\"))
                .isEqualTo("left\\_kidney \\*\\`x\\`\\* \\[y\\](z) \\\\");
        assertThat(Markdown.text("<b>&amp;</b> $x$ @me"))
                .isEqualTo("&#60;b&#62;&#38;amp;&#60;/b&#62; &#36;x&#36; &#64;me");
        assertThat(Markdown.text(" one\r\n| two\tthree \u0000")).isEqualTo("one &#124; two three");
        assertThat(Markdown.text("https://x.org")).isEqualTo("https&#58;//x.org");
    }
}
