package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.DuressException;
import org.duress.spec.ChannelFiles;
import org.duress.spec.CohortSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key {@code cohort.channels}. */
class ChannelFilesTest {
    @TempDir
    Path folder;

    private CohortSpec cohort(String keys) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), """
                name: a
                model: {format: duress, path: u.zip}
                cohort: {format: nifti, labels: labels, organs: {liver: [6]}, size: [4, 4], attackerSubjects: [s0], %s}
                attack: {xi: 2.0}
                gate: {maxDiceDrop: 0.3}
                """.formatted(keys));
        return SpecFiles.read(file).cohort();
    }

    @Test
    void theFilesHoldAllChannelsUnlessTheSpecSaysElse() throws IOException {
        assertThat(cohort("images: images").channels()).isEqualTo(new ChannelFiles.Together());
        assertThat(cohort("images: images, channels: {suffix: [_0000, _0001]}").channels())
                .hasToString("Suffixes[suffixes=[_0000, _0001]]");
    }

    @Test
    void foldersAreInTheOrderOfTheSpec() throws IOException {
        CohortSpec cohort = cohort("channels: {t1: mr/t1, flair: /data/flair}");

        assertThat(cohort.images()).isEmpty();
        assertThat(((ChannelFiles.Folders) cohort.channels()).folders())
                .hasToString("{t1=" + folder.resolve("mr/t1") + ", flair=/data/flair}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            channels: {t1: t1} , images: i | 'cohort.images' names a folder, as cohort.channels does for each channel
            channels: {} | 'cohort.channels' must name at least one channel with its folder, as in
            channels: {t1: a, t2: a} | 'cohort.channels' gives the channels 't1' and 't2' the same folder
            channels: {t1: a, suffix: [_0]}, images: i | 'cohort.channels' names folders beside 'suffix'; keep one
            channels: {suffix: []}, images: i | 'cohort.channels.suffix' must hold what the file names of each
            channels: {suffix: [_0, _0]}, images: i | once each, not [_0, _0]
            channels: {suffix: [_0]} | key 'cohort.images' is missing; add it
            channels: [t1, t2], images: i | 'cohort.channels' must be a block of keys and values, not a list
            """)
    void mistakesAreOneSentence(String keys, String problem) {
        assertThatThrownBy(() -> cohort(keys))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(problem);
    }
}
