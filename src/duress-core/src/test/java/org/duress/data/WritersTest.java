package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written, read back by the readers, which know other writers' files. */
class WritersTest {
    @TempDir
    Path folder;

    @Test
    void imagesComeBackToTheBitAndAsTheyLie() throws IOException {
        Path file = folder.resolve("image.nii.gz");
        List<float[]> slices =
                List.of(new float[] {1.1f, -2, 3, 4, 5, Float.MIN_VALUE}, new float[] {-1, -2, -3, -4, -5, -6});
        NiftiWriter.images(file, Grid.of(2, 3).spaced(0.75, 0.5), slices);

        NiftiVolume volume = NiftiReader.read(file);
        assertThat(volume.height()).isEqualTo(2);
        assertThat(volume.width()).isEqualTo(3);
        assertThat(volume.slices()).isEqualTo(2);
        assertThat(volume.slice(0, 0)).containsExactly(slices.get(0));
        assertThat(volume.slice(0, 1)).containsExactly(slices.get(1));
        assertThat(volume.rowSpacing()).isEqualTo(0.75);
        assertThat(volume.columnSpacing()).isEqualTo(0.5);
        assertThat(volume.oriented()).isTrue();
    }

    @Test
    void aVolumeComesBackPlaneByPlane() throws IOException {
        Path image = folder.resolve("image.nii.gz");
        Path label = folder.resolve("label.nii.gz");
        Grid grid = Grid.of(3, 2, 1).spaced(2.5, 0.75, 0.5);
        NiftiWriter.images(image, grid, List.of(new float[] {1, 2, 3, 4, 5, 6}));
        NiftiWriter.labels(label, grid, List.of(new int[] {0, 300, 1, 2, 3, 4}));

        NiftiVolume volume = NiftiReader.read(image);
        assertThat(volume.grid()).isEqualTo(grid);
        assertThat(volume.slice(0, 0)).containsExactly(1, 2);
        assertThat(volume.slice(0, 2)).containsExactly(5, 6);
        assertThat(NiftiReader.read(label).labels(0)).containsExactly(0, 300);
        assertThat(NiftiReader.read(label).labels(2)).containsExactly(3, 4);
        assertThatThrownBy(() -> NiftiWriter.images(image, grid, List.of(new float[6], new float[6])))
                .hasMessage("a file holds one volume, or slices, not 2 of 3 x 2 x 1");
    }

    @Test
    void labelsTakeAByteOrFourWhereOneIsLarge() throws IOException {
        Path small = folder.resolve("small.nii.gz");
        Path large = folder.resolve("large.nii.gz");
        NiftiWriter.labels(small, Grid.of(1, 3), List.of(new int[] {0, 255, 2}));
        NiftiWriter.labels(large, Grid.of(1, 3), List.of(new int[] {0, 256, 2}));

        assertThat(NiftiReader.read(small).labels(0)).containsExactly(0, 255, 2);
        assertThat(NiftiReader.read(large).labels(0)).containsExactly(0, 256, 2);
        assertThat(bytes(small)).hasSize(352 + 3);
        assertThat(bytes(large)).hasSize(352 + 12);
    }

    @Test
    void theHeaderIsThatOfNiftiOne() throws IOException {
        Path file = folder.resolve("image.nii.gz");
        NiftiWriter.images(file, Grid.of(2, 3).spaced(0.75, 0.5), List.of(new float[6]));
        ByteBuffer b = ByteBuffer.wrap(bytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(b.getInt(0)).as("sizeof_hdr").isEqualTo(348);
        assertThat(List.of(b.getShort(40), b.getShort(42), b.getShort(44), b.getShort(46)))
                .as("dim")
                .containsExactly((short) 3, (short) 3, (short) 2, (short) 1);
        assertThat(b.getShort(70)).as("datatype").isEqualTo((short) 16);
        assertThat(b.getShort(72)).as("bitpix").isEqualTo((short) 32);
        assertThat(b.getFloat(108)).as("vox_offset").isEqualTo(352);
        assertThat(b.get(123)).as("xyzt_units").isEqualTo((byte) 2);
        assertThat(b.getShort(254)).as("sform_code").isEqualTo((short) 1);
        assertThat(List.of(b.getFloat(280), b.getFloat(300), b.getFloat(320)))
                .as("srow diagonal")
                .containsExactly(-0.5f, -0.75f, 1f);
    }

    @Test
    void aVolumeComesBackWithAllItsDistances() throws IOException {
        Path file = folder.resolve("volume.nii.gz");
        Grid grid = Grid.of(3, 2, 4).spaced(2.5, 0.75, 0.5);
        float[] image = new float[24];
        int[] ids = new int[24];
        for (int i = 0; i < 24; i++) {
            image[i] = i;
            ids[i] = 24 - i;
        }
        NiftiWriter.images(file, grid, List.of(image));
        NiftiVolume volume = NiftiReader.read(file);
        assertThat(volume.grid()).isEqualTo(grid);
        assertThat(volume.slice(0, 1)).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
        NiftiWriter.labels(file, grid, List.of(ids));
        assertThat(NiftiReader.read(file).labels(2)).containsExactly(8, 7, 6, 5, 4, 3, 2, 1);
        assertThatThrownBy(() -> NiftiWriter.images(file, grid, List.of(image, image)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a file holds one volume, or slices, not 2 of 3 x 2 x 4");
    }

    /** The components of a vector are channels to the reader: along the fifth dimension, the fourth being 1. */
    @Test
    void fieldsComeBackComponentByComponent() throws IOException {
        Path file = folder.resolve("field.nii.gz");
        NiftiWriter.fields(file, Grid.of(2, 1, 2), List.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}), 3);
        NiftiVolume volume = NiftiReader.read(file);
        assertThat(volume.volumes()).isEqualTo(3);
        assertThat(volume.slice(0, 1)).containsExactly(7, 10);
        assertThat(volume.slice(2, 0)).containsExactly(3, 6);
        ByteBuffer b = ByteBuffer.wrap(bytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(b.getShort(40)).as("dim[0]").isEqualTo((short) 5);
        assertThat(b.getShort(68)).as("intent_code: vector").isEqualTo((short) 1007);
        assertThat(b.get(123)).as("unknown distances").isZero();
    }

    @Test
    void greysComeBack() throws IOException {
        Path wide = folder.resolve("wide.png");
        Path narrow = folder.resolve("narrow.png");
        PngWriter.grey16(wide, 2, 2, new int[] {0, 65535, 256, 255});
        PngWriter.grey8(narrow, 1, 3, new int[] {0, 255, 7});
        assertThat(PngReader.image(wide).channels().get(0)).containsExactly(0f, 65535f, 256f, 255f);
        assertThat(PngReader.labels(narrow).ids()).containsExactly(0, 255, 7);
    }

    private static byte[] bytes(Path file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            return in.readAllBytes();
        }
    }
}
