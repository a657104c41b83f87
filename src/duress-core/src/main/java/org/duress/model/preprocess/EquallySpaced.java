package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.PreprocessStep.Spacing;

/**
 * Asks about images of different spacing one spacing after another: resampled they have different sizes, which no one
 * batch holds.
 */
final class EquallySpaced extends InTurns {
    private final Spacing wanted;

    EquallySpaced(SegmentationModel model, Spacing wanted) {
        super(model);
        this.wanted = wanted;
    }

    @Override
    public void requireSize(Grid grid) {
        super.requireSize(assumed(grid));
    }

    @Override
    public boolean takes(Grid grid) {
        return super.takes(assumed(grid));
    }

    /** Of a grid of which nothing is known, that it has the spacing that is wanted. */
    private Grid assumed(Grid grid) {
        boolean known = grid.spacing().stream().allMatch(mm -> mm > 0);
        return known || wanted.millimetres().size() != grid.rank()
                ? grid
                : new Grid(grid.sizes(), wanted.millimetres());
    }

    @Override
    Turns turns(ImageBatch images) {
        return new ByParts(images, Part.of(images));
    }

    /** Images of one spacing. */
    private record Part(Picked picked, List<Double> spacing) implements ByParts.Part {
        static List<Part> of(ImageBatch images) {
            List<Part> parts = new ArrayList<>();
            Picked.alike(images.count(), i -> images.acquisitions().get(i).spacing())
                    .forEach((spacing, picked) -> parts.add(new Part(picked, spacing)));
            return parts;
        }

        @Override
        public ImageBatch images(ImageBatch all) {
            ImageBatch own = picked.images(all);
            return own.resized(own.pixels(), new Grid(own.grid().sizes(), spacing));
        }
    }
}
