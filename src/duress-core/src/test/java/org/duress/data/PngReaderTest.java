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
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
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
        assertThat(eight.channels().get(0)).containsExactly(0f, 1f, 2f, 100f, 200f, 255f);
        assertThat(sixteen.channels().get(0)).containsExactly(0f, 1000f, 40000f, 65535f);
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

        assertThat(PngReader.image(file).channels().get(0)).containsExactly(250f, 240f, 230f, 0f);
    }

    @Test
    void coloursAreRedGreenAndBlue() throws IOException {
        PngReader.Image eight = PngReader.image(PngFile.chunks()
                .header(1, 2, 8, 2)
                .data(0, 1, 2, 3, 250, 251, 252)
                .write(folder.resolve("8.png")));
        PngReader.Image sixteen = PngReader.image(PngFile.chunks()
                .header(1, 1, 16, 6)
                .data(0, 1, 0, 2, 0, 3, 0, 255, 255)
                .write(folder.resolve("16.png")));
        PngReader.Image palette = PngReader.image(PngFile.palette(folder.resolve("palette.png"), 8, false, 2, 0, 3));

        assertThat(eight.channels()).containsExactly(new float[] {1, 250}, new float[] {2, 251}, new float[] {3, 252});
        assertThat(eight.depth()).isEqualTo(8);
        assertThat(sixteen.channels()).containsExactly(new float[] {256}, new float[] {512}, new float[] {768});
        assertThat(sixteen.depth()).isEqualTo(16);
        assertThat(palette.channels())
                .containsExactly(new float[] {0, 120}, new float[] {255, 252}, new float[] {7, 7});
    }

    @Test
    void threeEqualColoursAreOneGrey() throws IOException {
        Path grey =
                PngFile.chunks().header(1, 2, 8, 2).data(0, 9, 9, 9, 4, 4, 4).write(folder.resolve("grey.png"));
        Path red = PngFile.chunks().header(1, 2, 8, 2).data(0, 9, 9, 9, 5, 4, 4).write(folder.resolve("red.png"));

        assertThat(PngReader.image(grey).greyed().channels()).containsExactly(new float[] {9, 4});
        assertThat(PngReader.image(red).greyed().channels()).hasSize(3);
    }

    @Test
    void aTransparentColourIsRefusedUnlessItIsBlack() throws IOException {
        refuses(
                PngFile.chunks().header(1, 1, 8, 6).data(0, 0, 0, 1, 0).write(folder.resolve("alpha.png")),
                "is partly transparent");
        refuses(
                PngFile.chunks()
                        .header(1, 1, 8, 2)
                        .chunk("tRNS", new byte[] {0, 1, 0, 2, 0, 3})
                        .data(0, 1, 2, 3)
                        .write(folder.resolve("key.png")),
                "is partly transparent");
        Path black = PngFile.chunks().header(1, 1, 8, 6).data(0, 0, 0, 0, 0).write(folder.resolve("black.png"));
        assertThat(PngReader.image(black).channels()).hasSize(3);
    }

    @Test
    void labelsAreNoColours() throws IOException {
        Path rgb = PngFile.write(folder.resolve("rgb.png"), new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), 7);

        assertThatThrownBy(() -> PngReader.labels(rgb))
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        rgb + " is a colour image; convert it to a grey or palette PNG whose values are the label ids");
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

    // Label ids that could be read in two ways

    @Test
    void aGreyPaletteThatIsNotItsIndicesIsRefusedForLabels() throws IOException {
        Path file = PngFile.chunks()
                .header(1, 4, 8, 3)
                .greys(0, 2, 3, 5)
                .data(0, 0, 1, 2, 3)
                .write(folder.resolve("a.png"));

        assertThatThrownBy(() -> PngReader.labels(file))
                .isInstanceOf(DuressException.class)
                .hasMessage("label " + file + " has a palette of greys that are not its indices (1 is grey 2), so that"
                        + " either could be the label ids; save it as grey without a palette");
        assertThat(PngReader.image(file).channels().get(0)).containsExactly(0f, 2f, 3f, 5f);
    }

    @Test
    void aGreyPaletteThatGivesTheSameIdsEitherWayIsRead() throws IOException {
        Path file = PngFile.chunks()
                .header(1, 3, 8, 3)
                .greys(0, 1, 2, 3, 250)
                .data(0, 0, 3, 2)
                .write(folder.resolve("a.png"));

        PngReader.Labels labels = PngReader.labels(file);

        assertThat(labels.ids()).containsExactly(0, 3, 2);
        assertThat(labels.encoding()).isEqualTo(LabelEncoding.ANY);
    }

    @Test
    void aPaletteWithOneColourIsOfIndices() throws IOException {
        Path file = PngFile.chunks()
                .header(1, 3, 8, 3)
                .chunk("PLTE", new byte[] {0, 0, 0, 9, 9, 9, 1, 2, 3})
                .data(0, 0, 1, 2)
                .write(folder.resolve("a.png"));

        assertThat(PngReader.labels(file).ids()).containsExactly(0, 1, 2);
        assertThat(PngReader.labels(file).encoding()).isEqualTo(LabelEncoding.PALETTE);
    }

    @Test
    void fewBitsOfGreyAreSamplesForLabelsAndBrightnessForImages() throws IOException {
        Path one = PngFile.chunks().header(1, 4, 1, 0).data(0, 0b0101_0000).write(folder.resolve("1.png"));
        Path four = PngFile.chunks().header(1, 3, 4, 0).data(0, 0x01, 0xf0).write(folder.resolve("4.png"));

        assertThat(PngReader.labels(one).ids()).containsExactly(0, 1, 0, 1);
        assertThat(PngReader.labels(one).encoding()).isEqualTo(LabelEncoding.GREY_1);
        assertThat(PngReader.labels(four).ids()).containsExactly(0, 1, 15);
        assertThat(PngReader.labels(four).encoding()).isEqualTo(LabelEncoding.GREY_4);
        assertThat(PngReader.image(one).channels().get(0)).containsExactly(0f, 255f, 0f, 255f);
        assertThat(PngReader.image(four).channels().get(0)).containsExactly(0f, 17f, 255f);
    }

    @Test
    void transparencyIsRefusedWhereItHidesAValue() throws IOException {
        Path opaque = PngFile.chunks().header(1, 2, 8, 4).data(0, 7, 255, 0, 0).write(folder.resolve("opaque.png"));
        Path alpha = PngFile.chunks().header(1, 2, 8, 4).data(0, 7, 254, 0, 0).write(folder.resolve("alpha.png"));
        Path colourKey = PngFile.chunks()
                .header(1, 2, 8, 0)
                .chunk("tRNS", new byte[] {0, 7})
                .data(0, 7, 0)
                .write(folder.resolve("key.png"));

        assertThat(PngReader.labels(opaque).ids()).containsExactly(7, 0);
        for (Path file : new Path[] {alpha, colourKey}) {
            refuses(file, "is partly transparent, so that its values are not certain");
            assertThatThrownBy(() -> PngReader.labels(file)).hasMessageContaining("partly transparent");
        }
    }

    @Test
    void rowsMayComeInPasses() throws IOException {
        int[] greys = new int[9 * 11];
        Arrays.setAll(greys, i -> i * 37 % 256);
        BufferedImage image = new BufferedImage(9, 11, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, 9, 11, 0, greys);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam passes = writer.getDefaultWriteParam();
        passes.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        Path file = folder.resolve("passes.png");
        try (ImageOutputStream out = ImageIO.createImageOutputStream(Files.newOutputStream(file))) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), passes);
        }

        assertThat(Files.readAllBytes(file)[28]).as("interlaced").isEqualTo((byte) 1);
        assertThat(PngReader.labels(file).ids()).containsExactly(greys);
    }

    // Damage

    @Test
    void noFlippedBitGivesOtherIds() throws IOException {
        int[] ids = new int[16 * 16];
        Arrays.setAll(ids, i -> i % 5 == 0 ? i % 7 : 0);
        byte[] whole = Files.readAllBytes(PngFile.grey8(folder.resolve("whole.png"), 16, ids));
        Path file = folder.resolve("flipped.png");
        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << bit);
                Files.write(file, flipped);
                assertThatThrownBy(() -> PngReader.labels(file))
                        .as("bit %d of byte %d", bit, at)
                        .isInstanceOf(DuressException.class)
                        .hasMessageStartingWith(file.toString());
            }
        }
    }

    @Test
    void noShorterFileIsRead() throws IOException {
        int[] ids = new int[16 * 16];
        Arrays.setAll(ids, i -> i % 9);
        byte[] whole = Files.readAllBytes(PngFile.grey8(folder.resolve("whole.png"), 16, ids));
        Path file = folder.resolve("short.png");
        for (int length = 8; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            refuses(file, " ends too early; copy it again");
        }
        // What follows the end does not matter.
        Files.write(file, Arrays.copyOf(whole, whole.length + 100));
        assertThat(PngReader.labels(file).ids()).containsExactly(ids);
    }

    @Test
    void theChecksumOfAChunkIsNamed() throws IOException {
        byte[] bytes = Files.readAllBytes(PngFile.grey8(folder.resolve("a.png"), 2, 1, 2, 3, 4));
        bytes[bytes.length - 20] ^= 1; // in the data

        refuses(
                Files.write(folder.resolve("b.png"), bytes),
                "is damaged: the checksum of its chunk IDAT is wrong; copy it again");
    }

    @Test
    void theSumOfTheUnpackedPixelsIsVerified() throws IOException {
        byte[] packed = PngFile.zlib(new byte[] {0, 1, 2});
        packed[packed.length - 1] ^= 1;
        Path file = PngFile.chunks().header(1, 2, 8, 0).chunk("IDAT", packed).write(folder.resolve("a.png"));

        refuses(file, "is damaged: its pixels cannot be unpacked");
    }

    @Test
    void dataOfMoreOrFewerPixelsThanTheHeaderSays() throws IOException {
        refuses(
                PngFile.chunks().header(1, 2, 8, 0).data(0, 1, 2, 3).write(folder.resolve("more.png")),
                "is damaged: its data unpack to more pixels than its header says");
        refuses(
                PngFile.chunks().header(1, 2, 8, 0).data(0, 1).write(folder.resolve("fewer.png")),
                "ends too early; copy it again");
        // 256 MB of zeros in 256 kB, of which no more than the header allows are unpacked.
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[1 << 28]);
        deflater.finish();
        byte[] bomb = new byte[1 << 19];
        int length = deflater.deflate(bomb);
        deflater.end();
        refuses(
                PngFile.chunks()
                        .header(1, 2, 8, 0)
                        .chunk("IDAT", Arrays.copyOf(bomb, length))
                        .write(folder.resolve("bomb.png")),
                "its data unpack to more pixels than its header says");
    }

    @Test
    void aColourOutsideThePalette() throws IOException {
        Path file =
                PngFile.chunks().header(1, 2, 8, 3).greys(0, 1).data(0, 1, 2).write(folder.resolve("a.png"));

        refuses(file, "is damaged: a pixel has colour 2 of a palette of 2");
        assertThatThrownBy(() -> PngReader.labels(file)).hasMessageContaining("colour 2 of a palette of 2");
    }

    @Test
    void largeFilesAndColouredLabelsAreRefusedBeforeTheirPixelsAreLookedAt() throws IOException {
        // No data at all: whoever looks for them complains of that instead.
        refuses(
                PngFile.chunks().header(8192, 8192, 16, 6).write(folder.resolve("large.png")),
                "claims to be 8192 x 8192 pixels, more than the 33554432 that a slice can have");
        Path colour = PngFile.chunks().header(4096, 4096, 16, 6).write(folder.resolve("colour.png"));
        assertThatThrownBy(() -> PngReader.labels(colour)).hasMessageContaining("is a colour image; convert it");
    }

    private static void refuses(Path file, String message) {
        assertThatThrownBy(() -> PngReader.image(file))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }
}
