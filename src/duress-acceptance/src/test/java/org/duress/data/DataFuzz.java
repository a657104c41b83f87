package org.duress.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.duress.base.Grid;

/** Cohorts of two subjects, one of which is a mutant. */
public final class DataFuzz {
    private static final int SIDE = 12;
    private static final int SLICES = 3;

    private DataFuzz() {}

    /** Opens a volume as the image of a subject. */
    public static void niftiImage(Path file) throws IOException {
        nifti(file, "images", "labels");
    }

    /** Opens a volume as the labels of a subject. */
    public static void niftiLabels(Path file) throws IOException {
        nifti(file, "labels", "images");
    }

    private static void nifti(Path file, String own, String other) throws IOException {
        Path folder = file.toAbsolutePath().resolveSibling("");
        String name = file.getFileName().toString();
        Files.createDirectories(folder.resolve(own));
        Files.createDirectories(folder.resolve(other));
        Files.move(file, folder.resolve(own).resolve("s1" + name.substring(name.indexOf('.'))));
        Files.write(folder.resolve(other).resolve("s1.nii.gz"), volume(other.equals("labels")));
        for (String kind : List.of(own, other)) {
            Files.write(folder.resolve(kind).resolve("s2.nii.gz"), volume(kind.equals("labels")));
        }
        Cohorts.open(Specs.nifti(folder).size(SIDE, SIDE).spec());
    }

    /** Small gzipped volumes. */
    public static List<byte[]> volumes(boolean labels) {
        return List.of(volume(labels));
    }

    /** The same without gzip. */
    public static List<byte[]> unzippedVolumes(boolean labels) throws IOException {
        List<byte[]> all = new ArrayList<>();
        for (byte[] zipped : volumes(labels)) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
                all.add(in.readAllBytes());
            }
        }
        return all;
    }

    private static byte[] volume(boolean labels) {
        List<float[]> images = new ArrayList<>();
        List<int[]> ids = new ArrayList<>();
        for (int z = 0; z < SLICES; z++) {
            float[] image = new float[SIDE * SIDE];
            int[] own = new int[SIDE * SIDE];
            for (int i = 0; i < image.length; i++) {
                image[i] = 100 * (float) Math.sin(i * 0.7 + z);
                own[i] = i % 5 == 0 ? 6 : 0;
            }
            images.add(image);
            ids.add(own);
        }
        try {
            Path file = Files.createTempFile("fuzz", ".nii.gz");
            Grid grid = Grid.of(SIDE, SIDE).spaced(1, 1);
            if (labels) {
                NiftiWriter.labels(file, grid, ids);
            } else {
                NiftiWriter.images(file, grid, images);
            }
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a slice as an image. */
    public static void pngImage(Path file) throws IOException {
        png(file, "images", "labels");
    }

    /** Opens a slice as labels. */
    public static void pngLabels(Path file) throws IOException {
        png(file, "labels", "images");
    }

    private static void png(Path file, String own, String other) throws IOException {
        Path folder = file.toAbsolutePath().resolveSibling("");
        Files.createDirectories(folder.resolve(own));
        Files.createDirectories(folder.resolve(other));
        Files.move(file, folder.resolve(own).resolve("s1_0.png"));
        Files.write(folder.resolve(other).resolve("s1_0.png"), pngs().get(0));
        for (String kind : List.of(own, other)) {
            Files.write(folder.resolve(kind).resolve("s2_0.png"), pngs().get(0));
        }
        Cohorts.open(Specs.png(folder).size(SIDE, SIDE).spec());
    }

    /** Grey of 8 and 16 bits, and a palette of greys in order. */
    public static List<byte[]> pngs() throws IOException {
        byte[] levels = new byte[8];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) i;
        }
        IndexColorModel palette = new IndexColorModel(8, levels.length, levels, levels, levels);
        return List.of(
                png(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY)),
                png(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_USHORT_GRAY)),
                png(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_INDEXED, palette)));
    }

    private static byte[] png(BufferedImage image) throws IOException {
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, i % 5 == 0 ? 6 : i % 2);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
