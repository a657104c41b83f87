package org.duress.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.duress.EnvironmentException;
import org.duress.Progress;
import org.duress.base.Disks;
import org.duress.base.FaultyDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingCheckpointTest {
    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();
    private final Progress progress = (phase, done, total, detail) -> warnings.add(phase + ": " + detail);
    private Path file = Path.of("unset");
    private TrainingCheckpoint checkpoint = new TrainingCheckpoint(file);

    @BeforeEach
    void name() {
        file = folder.resolve("work/state.checkpoint");
        checkpoint = new TrainingCheckpoint(file);
    }

    private static NetworkArchive archive() {
        return new NetworkArchive(Map.of(), Map.of("step", "3"), Map.of("state", new float[] {1, 2.5f}));
    }

    private Optional<NetworkArchive> read() {
        return checkpoint.read(Function.identity(), progress);
    }

    @Test
    void whatWasWrittenLastComesBack() throws IOException {
        assertThat(read()).isEmpty();
        checkpoint.write(new NetworkArchive(Map.of(), Map.of(), Map.of()));
        checkpoint.write(archive());
        assertThat(read()).contains(archive());
        assertThat(Disks.tree(folder)).containsExactly("work/state.checkpoint");
        checkpoint.delete();
        checkpoint.delete();
        assertThat(read()).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void ofADamagedFileTrainingStartsAnewWhichIsSaidOnceWithItsName() throws IOException {
        checkpoint.write(archive());
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        assertThat(read()).isEmpty();
        assertThat(read()).isEmpty();
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("warning: checkpoint '" + file + "' is damaged (")
                .endsWith("); it was set aside as 'state.checkpoint.damaged-1', and training starts anew");
        assertThat(file.resolveSibling("state.checkpoint.damaged-1"))
                .hasBinaryContent(Arrays.copyOf(whole, whole.length / 2));

        checkpoint.write(archive());
        assertThat(read()).contains(archive());
    }

    @Test
    void everyFlippedByteIsSetAsideOrChangesNothing() throws IOException {
        checkpoint.write(archive());
        byte[] whole = Files.readAllBytes(file);
        int found = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) 0xff;
            Files.write(file, flipped);
            Optional<NetworkArchive> read = read();
            if (read.isPresent()) {
                assertThat(read).contains(archive());
            } else {
                found++;
                Files.delete(file.resolveSibling("state.checkpoint.damaged-1"));
            }
        }
        assertThat(found).isEqualTo(warnings.size()).isGreaterThan(whole.length / 3);
    }

    /** A whole file of another training: an array is missing, or has another length. */
    @Test
    void aWholeFileOfAnotherTrainingIsSetAsideToo() {
        checkpoint.write(archive());
        assertThat(checkpoint.read(saved -> saved.array("optimizer"), progress)).isEmpty();
        assertThat(warnings).singleElement().asString().contains("(no array 'optimizer', only [state])");
    }

    @Test
    void whatCannotBeReadIsNoDamage() throws IOException {
        Files.createDirectories(file);
        assertThatThrownBy(this::read)
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("file " + file + " cannot be read: ");
        assertThat(file).exists();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aFullDiskIsOneSentenceAndTheOldStateStays() throws IOException {
        try (FileSystem disk = Disks.large()) {
            new TrainingCheckpoint(disk.getPath("/work/c")).write(archive());
            TrainingCheckpoint full =
                    new TrainingCheckpoint(FaultyDisk.fullAt(disk, 1).getPath("/work/c"));
            assertThatThrownBy(() -> full.write(new NetworkArchive(Map.of(), Map.of(), Map.of())))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessage("cannot write '/work/c': the disk is full; free some space or name a folder on another"
                            + " disk");
            assertThat(full.read(Function.identity(), progress)).contains(archive());
        }
    }
}
