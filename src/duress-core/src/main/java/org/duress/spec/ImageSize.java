package org.duress.spec;

import java.util.List;
import java.util.stream.Collectors;
import org.duress.base.Grid;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Range;
import org.duress.spec.key.Schema;
import org.duress.spec.key.Setting;

/**
 * Size of an image in pixels: rows and columns of a slice, or planes, rows and columns of a volume.
 *
 * @param sizes two or three, each at least 1, the slowest axis first
 */
public record ImageSize(List<Integer> sizes) {
    private static final String RULE =
            "two whole numbers [height, width], or three [planes, height, width] for volumes";

    /** How one is written. */
    static final Kind<ImageSize> KIND = Kind.of(
            "two whole numbers [height, width] for slices, three [planes, height, width] for volumes, each from 1 to "
                    + Range.SIDE.most(),
            Schema.list(Schema.whole(Range.SIDE), 2, 3),
            ImageSize::of);

    public ImageSize {
        sizes = List.copyOf(sizes);
        if (sizes.size() < 2 || sizes.size() > 3 || sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("image size must be two or three numbers of at least 1, not " + sizes);
        }
    }

    private static ImageSize of(Setting size) {
        List<Integer> sides =
                size.items(RULE).stream().map(side -> side.integer(Range.SIDE)).toList();
        if (sides.size() != 2 && sides.size() != 3) {
            throw size.error("must be " + RULE + ", not " + sides.size() + " values");
        }
        return new ImageSize(sides);
    }

    /** Of a slice. */
    public ImageSize(int height, int width) {
        this(List.of(height, width));
    }

    /** Rows of a slice, or of each plane of a volume. */
    public int height() {
        return sizes.get(sizes.size() - 2);
    }

    /** Columns of a slice, or of each plane of a volume. */
    public int width() {
        return sizes.get(sizes.size() - 1);
    }

    /** Axes: 2 for slices, 3 for volumes. */
    public int rank() {
        return sizes.size();
    }

    /** Pixels in all. */
    public long pixels() {
        return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /** Its grid, of which nobody knows how far apart its points are. */
    public Grid grid() {
        return Grid.of(sizes.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    public String toString() {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(" x "));
    }
}
