package org.duress.model;

import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.data.Slice;

/** The images of slices of one size, read when they are asked for. */
record SliceImages(List<Slice> slices, Grid grid, int channels) implements ImageSource {
    SliceImages {
        slices = List.copyOf(slices);
    }

    SliceImages(List<Slice> slices) {
        this(slices, grid(slices), slices.get(0).channels());
    }

    private static Grid grid(List<Slice> slices) {
        Slice first = slices.get(0);
        boolean apart = false;
        for (Slice slice : slices) {
            if (slice.channels() != first.channels() || !slice.grid().fits(first.grid())) {
                throw new IllegalArgumentException("images of " + slice.grid() + " with " + slice.channels()
                        + " channels do not join those of " + first.grid() + " with " + first.channels());
            }
            apart = apart || !slice.grid().equals(first.grid());
        }
        return apart ? first.grid().unspaced() : first.grid();
    }

    @Override
    public int count() {
        return slices.size();
    }

    @Override
    public ImageBatch picked(int... images) {
        ImageBatch batch =
                ImageBatch.of(IntStream.of(images).mapToObj(slices::get).toList());
        return new ImageBatch(batch.pixels(), batch.count(), grid, channels, batch.acquisitions());
    }
}
