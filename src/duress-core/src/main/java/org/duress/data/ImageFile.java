package org.duress.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.duress.DuressException;
import org.duress.base.Grid;

/**
 * An image's file, so that others of its kind can be written: with its header and place, and other intensities. Its
 * points are in the order of a {@link Slice}'s, however the file has them: a NIfTI file is a volume, a PNG a slice.
 */
public final class ImageFile {
    private static final int LARGEST_OF_BYTE = 255;
    private static final int LARGEST = 65535;

    private final Grid grid;
    private final List<float[]> channels;
    private final Writing writing;

    /** How others of its kind are written. */
    private interface Writing {
        void write(Path file, List<float[]> channels) throws IOException;
    }

    private ImageFile(Grid grid, List<float[]> channels, Writing writing) {
        this.grid = grid;
        this.channels = List.copyOf(channels);
        this.writing = writing;
    }

    /**
     * Reads a file.
     *
     * @throws DuressException if it cannot be read, or is a PNG file with colours, which are not written
     */
    public static ImageFile read(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(PngSource.SUFFIX) ? png(file) : nifti(file);
    }

    private static ImageFile png(Path file) {
        PngReader.Image image = PngReader.image(file).greyed();
        if (image.channels().size() > 1) {
            throw new DuressException(file + " has colours, and coloured PNG files are read but not written; save its"
                    + " channels as grey files of their own (cohort.channels)");
        }
        boolean bytes = image.depth() == 8;
        return new ImageFile(Grid.of(image.height(), image.width()), image.channels(), (out, channels) -> {
            int[] greys = new int[image.height() * image.width()];
            float[] values = channels.get(0);
            for (int i = 0; i < greys.length; i++) {
                greys[i] = Math.max(0, Math.min(bytes ? LARGEST_OF_BYTE : LARGEST, Math.round(values[i])));
            }
            if (bytes) {
                PngWriter.grey8(out, image.height(), image.width(), greys);
            } else {
                PngWriter.grey16(out, image.height(), image.width(), greys);
            }
        });
    }

    private static ImageFile nifti(Path file) {
        NiftiVolume volume = NiftiReader.read(file);
        Grid grid = volume.grid();
        List<float[]> channels = new ArrayList<>();
        for (int v = 0; v < volume.volumes(); v++) {
            float[] values = new float[grid.voxels()];
            for (int slice = 0; slice < volume.slices(); slice++) {
                float[] plane = volume.slice(v, slice);
                System.arraycopy(plane, 0, values, slice * plane.length, plane.length);
            }
            channels.add(values);
        }
        boolean zipped = file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
        return new ImageFile(grid, channels, (out, others) -> write(out, file, volume, others, zipped));
    }

    private static void write(Path out, Path like, NiftiVolume volume, List<float[]> channels, boolean zipped)
            throws IOException {
        NiftiHeader header = volume.header();
        ByteBuffer voxels = ByteBuffer.allocate(channels.size() * volume.grid().voxels() * Float.BYTES)
                .order(header.order());
        for (int v = 0; v < channels.size(); v++) {
            float[] values = channels.get(v);
            int at = 0;
            for (int slice = 0; slice < volume.slices(); slice++) {
                for (int row = 0; row < volume.height(); row++) {
                    for (int column = 0; column < volume.width(); column++) {
                        voxels.putFloat(Float.BYTES * volume.place(v, slice, row, column), values[at++]);
                    }
                }
            }
        }
        try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(out));
                OutputStream stream = zipped ? new GZIPOutputStream(raw) : raw) {
            stream.write(header.asFloats(NiftiReader.start(like)));
            stream.write(voxels.array());
        }
    }

    /** Planes, rows and columns with their distances in mm, of a slice without planes and distances. */
    public Grid grid() {
        return grid;
    }

    /** How many channels it holds. */
    public int channels() {
        return channels.size();
    }

    /** One channel, from 0, in the image's own units; not to be changed. */
    public float[] values(int channel) {
        return channels.get(channel);
    }

    /**
     * Writes a file of its kind: of a PNG file greys of its depth, rounded and cut off; of a NIfTI file float32 under
     * the same header.
     *
     * @param others a value for each point and channel
     */
    public void write(Path file, List<float[]> others) throws IOException {
        writing.write(file, others);
    }
}
