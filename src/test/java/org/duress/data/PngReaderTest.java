package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngReaderTest {
    @TempDir
    Path folder;

    @Test
    void readsGreyOfEightAndSixteenBit() throws IOException {
        PngReader.Image eight = PngReader.image(PngFile.grey8(folder.resolve("8.png"), 3, 0, 1, 2, 100, 200, 255));
        PngReader.Image sixteen = PngReader.image(
                PngFile.grey(folder.resolve("16.png"), BufferedImage.TYPE_USHORT_GRAY, 2, 0, 1000, 40000, 65535));

        assertThat(eight.height()).isEqualTo(2);
        assertThat(eight.width()).isEqualTo(3);
        assertThat(eight.values()).containsExactly(0f, 1f, 2f, 100f, 200f, 255f);
        assertThat(sixteen.values()).containsExactly(0f, 1000f, 40000f, 65535f);
    }

    @Test
    void labelsMayBePaletteIndices() throws IOException {
        Path eight = PngFile.palette(folder.resolve("8.png"), 8, false, 2, 0, 3, 11, 200);
        Path four = PngFile.palette(folder.resolve("4.png"), 4, false, 2, 0, 3, 11, 15);

        assertThat(PngReader.labels(eight).ids()).containsExactly(0, 3, 11, 200);
        assertThat(PngReader.labels(four).ids()).containsExactly(0, 3, 11, 15);
    }

    @Test
    void imagesMayHaveAGreyPalette() throws IOException {
        Path file = PngFile.palette(folder.resolve("a.png"), 8, true, 2, 0, 10, 20, 250);

        assertThat(PngReader.image(file).values()).containsExactly(250f, 240f, 230f, 0f);
    }

    @Test
    void refusesColour() throws IOException {
        Path rgb = PngFile.write(folder.resolve("rgb.png"), new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), 7);
        Path palette = PngFile.palette(folder.resolve("palette.png"), 8, false, 2, 0, 1);

        refuses(rgb, "is a colour image; convert it to a grey PNG");
        refuses(palette, "is a colour image");
        assertThatThrownBy(() -> PngReader.labels(rgb)).hasMessageContaining("values are the label ids");
    }

    @Test
    void refusesWhatIsNoPng() throws IOException {
        refuses(Files.writeString(folder.resolve("text.png"), "no image"), "is not a readable PNG");
        refuses(Files.write(folder.resolve("empty.png"), new byte[0]), "is not a readable PNG");
        refuses(folder.resolve("gone.png"), "cannot be read; check that it exists");
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        int[] values = new int[64 * 64];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 31 % 251;
        }
        byte[] whole = Files.readAllBytes(PngFile.grey8(folder.resolve("whole.png"), 64, values));
        for (int length : new int[] {20, 60, whole.length / 2}) {
            Path file = Files.write(folder.resolve(length + ".png"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> PngReader.image(file))
                    .isInstanceOf(DuressException.class)
                    .hasMessageStartingWith(file.toString());
        }
    }

    @Test
    void refusesAnAbsurdSizeBeforeAskingForMemory() throws IOException {
        byte[] bytes = Files.readAllBytes(PngFile.grey8(folder.resolve("a.png"), 1, 0));
        ByteBuffer header = ByteBuffer.wrap(bytes);
        header.putInt(16, 100_000).putInt(20, 100_000);
        CRC32 crc = new CRC32();
        crc.update(bytes, 12, 17);
        header.putInt(29, (int) crc.getValue());

        refuses(Files.write(folder.resolve("b.png"), bytes), "claims to be 100000 x 100000 pixels");
    }

    private static void refuses(Path file, String message) {
        assertThatThrownBy(() -> PngReader.image(file))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }
}
