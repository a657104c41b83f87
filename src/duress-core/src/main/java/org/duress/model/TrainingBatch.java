package org.duress.model;

import java.util.List;
import java.util.Random;
import org.duress.base.Grid;
import org.duress.data.Slice;

/** Images drawn for a training step, or parts of them, some of them shifted and with changed contrast. */
record TrainingBatch(float[] pixels, byte[] classes) {
    private static final double AUGMENTED = 0.5;
    private static final double LARGEST_SHIFT = 0.08;
    private static final double CONTRAST = 0.1;

    /**
     * Draws a batch.
     *
     * @param grid of what is drawn: of an image that is larger a part anywhere in it; one that is smaller goes on with
     *     its last voxels
     */
    static TrainingBatch draw(List<Slice> images, Grid grid, int count, Random random) {
        int channels = images.get(0).channels();
        TrainingBatch batch =
                new TrainingBatch(new float[count * grid.voxels() * channels], new byte[count * grid.voxels()]);
        for (int b = 0; b < count; b++) {
            Slice image = images.get(random.nextInt(images.size()));
            int[] first = new int[grid.rank()];
            for (int axis = 0; axis < first.length; axis++) {
                int spare = image.grid().size(axis) - grid.size(axis);
                first[axis] = spare > 0 ? random.nextInt(spare + 1) : 0;
            }
            boolean augmented = random.nextDouble() < AUGMENTED;
            for (int axis = 0; axis < first.length; axis++) {
                first[axis] += augmented
                        ? (int) Math.round((2 * random.nextDouble() - 1) * LARGEST_SHIFT * grid.size(axis))
                        : 0;
            }
            float scale = augmented ? (float) (1 + CONTRAST * random.nextGaussian()) : 1;
            float offset = augmented ? (float) (CONTRAST * random.nextGaussian()) : 0;
            batch.put(b, image, grid, first, scale, offset);
        }
        return batch;
    }

    /** The part that begins at a voxel; beyond the image lies what is at its edge. */
    private void put(int b, Slice image, Grid grid, int[] first, float scale, float offset) {
        Grid whole = image.grid();
        float[] own = image.image();
        byte[] labels = image.classes();
        int channels = image.channels();
        int plane = grid.rank() == 3 ? first[0] : 0;
        int row = first[first.length - 2];
        int column = first[first.length - 1];
        int to = b * grid.voxels();
        for (int z = 0; z < grid.planes(); z++) {
            int inPlane = inside(z + plane, whole.planes()) * whole.rows();
            for (int y = 0; y < grid.rows(); y++) {
                int inRow = (inPlane + inside(y + row, whole.rows())) * whole.columns();
                for (int x = 0; x < grid.columns(); x++, to++) {
                    int from = inRow + inside(x + column, whole.columns());
                    for (int c = 0; c < channels; c++) {
                        pixels[to * channels + c] = own[from * channels + c] * scale + offset;
                    }
                    classes[to] = labels[from];
                }
            }
        }
    }

    private static int inside(int index, int size) {
        return Math.max(0, Math.min(size - 1, index));
    }
}
