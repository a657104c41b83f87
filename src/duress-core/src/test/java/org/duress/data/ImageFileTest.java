package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {
    @TempDir
    Path folder;

    /** 3 x 2 x 2 int16, scaled by 2 and -100, big endian, first axis to the left, with an extension of 16 bytes. */
    private Path nifti() throws Exception {
        ByteBuffer b = ByteBuffer.allocate(352 + 16 + 2 * 12).order(ByteOrder.BIG_ENDIAN);
        b.putInt(0, 348);
        short[] dim = {3, 3, 2, 2, 1, 1, 1, 1};
        for (int i = 0; i < 8; i++) {
            b.putShort(40 + 2 * i, dim[i]);
            b.putFloat(76 + 4 * i, 1);
        }
        b.putShort(70, (short) 4).putShort(72, (short) 16);
        b.putFloat(108, 352 + 16).putFloat(112, 2).putFloat(116, -100).putFloat(124, 500);
        b.position(148).put("somebody's scan".getBytes(StandardCharsets.US_ASCII));
        b.putShort(254, (short) 1);
        float[] affine = {-1, 0, 0, 7, 0, 1.5f, 0, -3, 0, 0, 4, 11};
        for (int i = 0; i < 12; i++) {
            b.putFloat(280 + 4 * i, affine[i]);
        }
        b.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII)).put(348, (byte) 1);
        b.putInt(352, 16).putInt(356, 6).putInt(360, 4711);
        for (int i = 0; i < 12; i++) {
            b.putShort(368 + 2 * i, (short) (100 + i));
        }
        return Files.write(folder.resolve("a.nii"), b.array());
    }

    @Test
    void aScanIsWrittenUnderItsOwnHeader() throws Exception {
        Path file = nifti();
        ImageFile image = ImageFile.read(file);
        assertThat(image.grid().sizes()).containsExactly(2, 2, 3);
        // Columns from the patient's right as they are stored, rows from anterior: the file's second axis back.
        assertThat(image.values(0)).startsWith(106, 108, 110, 100, 102, 104);
        float[] others = image.values(0).clone();
        others[1] = 0.25f;
        Path written = folder.resolve("b.nii");
        image.write(written, List.of(others));

        ByteBuffer before = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.BIG_ENDIAN);
        ByteBuffer after = ByteBuffer.wrap(Files.readAllBytes(written)).order(ByteOrder.BIG_ENDIAN);
        assertThat(after.capacity()).isEqualTo(368 + 4 * 12);
        for (int at = 0; at < 368; at++) {
            boolean type = at >= 70 && at < 74;
            boolean scale = at >= 112 && at < 120;
            boolean shown = at >= 124 && at < 132;
            if (!type && !scale && !shown) {
                assertThat(after.get(at)).as("byte " + at).isEqualTo(before.get(at));
            }
        }
        assertThat(after.getFloat(368 + 4 * 4))
                .as("row 0, column 1 is row 1 of the file")
                .isEqualTo(0.25f);
        assertThat(ImageFile.read(written).values(0)).isEqualTo(others);
    }

    @Test
    void greysKeepTheirDepth() throws Exception {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
            BufferedImage picture = new BufferedImage(3, 2, type);
            picture.getRaster().setSample(1, 0, 0, 200);
            Path file = folder.resolve(type + ".png");
            ImageIO.write(picture, "png", file.toFile());
            ImageFile image = ImageFile.read(file);
            float[] others = {-5, 200.4f, 1, 70000, 2, 3};
            Path written = folder.resolve("written.png");
            image.write(written, List.of(others));
            int most = type == BufferedImage.TYPE_BYTE_GRAY ? 255 : 65535;
            assertThat(ImageFile.read(written).values(0)).containsExactly(0, 200, 1, most, 2, 3);
            assertThat(ImageIO.read(written.toFile()).getType()).isEqualTo(type);
        }
    }

    @Test
    void coloursAreNotWritten() throws Exception {
        BufferedImage picture = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, 0xff0000);
        Path file = folder.resolve("c.png");
        ImageIO.write(picture, "png", file.toFile());
        assertThatThrownBy(() -> ImageFile.read(file))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("has colours, and coloured PNG files are read but not written");
    }
}
