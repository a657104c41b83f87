package org.duress.gate.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;

/** Fields of single images as bytes, bit by bit; one after the other: large ones never lie in memory together. */
public final class FieldsCodec {
    private static final int AXES = 3;
    private static final int SIDE = 1 << 16;
    private static final int CHANNELS = 1 << 10;

    private FieldsCodec() {}

    /**
     * Writes fields, each with the grid that it is for; the stream stays open.
     *
     * @param fields each of one image
     */
    public static void write(List<Perturbation> fields, OutputStream out) throws IOException {
        Deflated.write(out, data -> {
            data.writeInt(fields.size());
            for (Perturbation one : fields) {
                data.writeInt(one.grid().rank());
                for (int size : one.grid().sizes()) {
                    data.writeInt(size);
                }
                data.writeInt(one.channels());
                write(one, data);
            }
        });
    }

    /**
     * Reads what was written, and closes the stream.
     *
     * @throws IOException if these bytes were not written so, or are damaged
     */
    public static List<KeptFields> read(InputStream in) throws IOException {
        return Deflated.read(in, data -> {
            List<KeptFields> fields = new ArrayList<>();
            for (int left = data.readInt(); left > 0; left--) {
                int[] sizes = new int[within(AXES, data.readInt())];
                for (int axis = 0; axis < sizes.length; axis++) {
                    sizes[axis] = within(SIDE, data.readInt());
                }
                fields.add(KeptFields.of(read(Grid.of(sizes), within(CHANNELS, data.readInt()), data)));
            }
            return fields;
        });
    }

    private static int within(int most, int value) throws IOException {
        if (value < 1 || value > most) {
            throw new IOException("fields of " + value + " where " + most + " is the most");
        }
        return value;
    }

    /** Fields of an image whose size and channels are known to who reads. */
    static void write(Perturbation fields, DataOutputStream out) throws IOException {
        for (double spacing : fields.grid().spacing()) {
            out.writeDouble(spacing);
        }
        FloatBytes.write(fields.deformation(), out);
        FloatBytes.write(fields.intensity(), out);
    }

    /**
     * Reads them.
     *
     * @param image what it is on
     */
    static Perturbation read(Grid image, int channels, DataInputStream in) throws IOException {
        double[] spacing = new double[image.rank()];
        for (int axis = 0; axis < spacing.length; axis++) {
            spacing[axis] = in.readDouble();
        }
        return new Perturbation(
                FloatBytes.read(image.voxels() * image.rank(), in),
                FloatBytes.read(image.voxels() * channels, in),
                1,
                image.spaced(spacing),
                channels);
    }
}
