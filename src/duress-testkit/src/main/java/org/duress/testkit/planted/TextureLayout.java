package org.duress.testkit.planted;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Grid;

/**
 * Which organs the subjects of a {@link TextureCohort} have, and on how many images of which size.
 *
 * @param organs in class order
 * @param slices of each subject, at least 1; 1 of volumes
 * @param grid of each
 */
public record TextureLayout(List<Place> organs, int slices, Grid grid) {
    private static final int SIDE = TextureCohort.SIDE;
    private static final Grid SLICE = Grid.of(SIDE, SIDE);

    /** One slice, three organs of a kind of stripes each; the last is small. */
    public static final TextureLayout THREE_ORGANS = new TextureLayout(three(1, 5), 1, SLICE);

    /**
     * The same as balls, the last a little larger, in a volume of eight planes, which are four times as far apart as
     * rows and columns.
     */
    public static final TextureLayout VOLUME =
            new TextureLayout(three(1, 8), 1, Grid.of(8, SIDE, SIDE).spaced(4, 1, 1));

    /** Two slices, the second without the smallest organ. */
    public static final TextureLayout TWO_SLICES = new TextureLayout(three(1, 5), 2, SLICE);

    /**
     * One slice, eight organs in a ring, two in each quarter of the image, of three kinds of stripes; the last is
     * smaller than the others.
     */
    public static final TextureLayout EIGHT_ORGANS = new TextureLayout(eight(), 1, SLICE);

    /**
     * Where an organ lies: in a volume about its middle plane.
     *
     * @param row of its centre
     * @param column of its centre
     * @param radius in pixels of a plane
     * @param carrier kind of its stripes, an index of {@link Carrier#ALL}, at least 1
     * @param slices it is in the first so many slices of a subject
     */
    public record Place(String name, double row, double column, double radius, int carrier, int slices) {
        Place moved(double down, double right) {
            return new Place(name, row + down, column + right, radius, carrier, slices);
        }

        /** Writes a value over the organ's pixels. */
        void fill(byte[] map, Grid grid, int value) {
            for (int p = 0; p < map.length; p++) {
                int y = p / SIDE % SIDE;
                int x = p % SIDE;
                int plane = p / (SIDE * SIDE);
                double z = (plane - (grid.planes() - 1) / 2.0) * apart(grid);
                if (Math.hypot(Math.hypot(y - row, x - column), z) <= radius) {
                    map[p] = (byte) value;
                }
            }
        }

        /** How far planes are apart, in rows; of a slice it does not matter. */
        private static double apart(Grid grid) {
            return grid.planes() == 1 ? 0 : grid.spacing(0) / grid.spacing(1);
        }

        /** The quarter of the image that it lies in, as of {@link #quarter}. */
        int quarter() {
            return TextureLayout.quarter(((int) row) * SIDE + ((int) column));
        }
    }

    public TextureLayout {
        organs = List.copyOf(organs);
    }

    /** The quarter of a pixel: 0 and 1 above, 2 and 3 below. */
    static int quarter(int pixel) {
        return 2 * (pixel / SIDE * 2 / SIDE) + pixel % SIDE * 2 / SIDE;
    }

    /** Three organs, the last, of some radius, in the first so many slices only. */
    private static List<Place> three(int slices, double last) {
        return List.of(
                new Place("liver", 24, 22, 10, 1, Integer.MAX_VALUE),
                new Place("kidney", 24, 44, 8, 2, Integer.MAX_VALUE),
                new Place("adrenal", 45, 32, last, 3, slices));
    }

    private static List<Place> eight() {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            double angle = Math.toRadians(90 * (i / 2) + (i % 2 == 0 ? 25 : 65));
            double row = 31.5 - 20 * Math.sin(angle);
            double column = 31.5 + 20 * Math.cos(angle);
            int carrier = 1 + (i / 2 + i % 2) % 3;
            places.add(new Place("organ" + (i + 1), row, column, i == 7 ? 5 : 6, carrier, Integer.MAX_VALUE));
        }
        return places;
    }
}
