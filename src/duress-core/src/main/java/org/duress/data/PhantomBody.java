package org.duress.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One synthetic abdomen: where each tissue lies, and how bright it is.
 *
 * <p>Lengths are in half fields of view: x from -1 (patient right) to 1, y from -1 (anterior) to 1, z from 0
 * (below the kidneys) to 1 (dome of the liver). Brightness is in Hounsfield units of a portal venous scan.
 */
final class PhantomBody {
    static final int SPLEEN = 1;
    static final int RIGHT_KIDNEY = 2;
    static final int LEFT_KIDNEY = 3;
    static final int LIVER = 6;
    static final int PANCREAS = 11;

    private static final double AIR = -1000;
    private static final double GAS = -850;
    private static final double LUNG = -780;
    private static final double WALL = 0.065;
    private static final double RIB = 0.025;

    private final ValueNoise noise;
    private final double shiftX;
    private final double shiftY;
    private final double scale;
    private final double cos;
    private final double sin;
    private final double bend;
    private final double zLow;
    private final double zHigh;

    private final double halfWidth;
    private final double halfHeight;
    private final double rim;
    private final double visceralFat;
    private final double muscleHu;
    private final double liverHu;
    private final double spleenHu;
    private final double kidneyHu;
    private final double pancreasHu;
    private final double vesselHu;
    private final double boneHu;
    private final double lungBase;
    private final double lobules;

    private final List<Ellipsoid> muscles;
    private final List<Rib> ribs;
    private final double spineY;
    private final double vertebraPhase;
    private final List<Gut> guts;
    private final Gut stomach;
    private final Ellipsoid liverRight;
    private final Ellipsoid liverLeft;
    private final Ellipsoid retroperitoneum;
    private final Ellipsoid renalBed;
    private final Ellipsoid gallbladder;
    private final Ellipsoid spleen;
    private final Ellipsoid rightKidney;
    private final Ellipsoid leftKidney;
    private final Ellipsoid rightSinus;
    private final Ellipsoid leftSinus;
    private final Ellipsoid aorta;
    private final Ellipsoid cava;
    private final List<Ellipsoid> pancreas;
    private final List<Ellipsoid> splenicVein;

    private List<Gut> gutsHere = List.of();
    private List<RibCut> ribsHere = List.of();
    private double hu;
    private int label;

    PhantomBody(Random random) {
        noise = new ValueNoise(random);
        shiftX = spread(random, 0.07);
        shiftY = spread(random, 0.06);
        scale = between(random, 0.84, 1.0);
        double turn = spread(random, 0.12);
        cos = StrictMath.cos(turn);
        sin = StrictMath.sin(turn);
        bend = between(random, 0.04, 0.08);
        zLow = between(random, -0.02, 0.06);
        zHigh = between(random, 0.94, 1.02);

        halfWidth = between(random, 0.78, 0.9);
        halfHeight = between(random, 0.56, 0.68);
        rim = between(random, 0.035, 0.09);
        visceralFat = between(random, -110, -85);
        double enhancement = between(random, 0.85, 1.15);
        muscleHu = between(random, 50, 70);
        liverHu = between(random, 95, 115) * enhancement;
        spleenHu = liverHu + between(random, -2, 24);
        kidneyHu = between(random, 145, 190) * enhancement;
        pancreasHu = liverHu - between(random, 5, 28);
        vesselHu = between(random, 135, 165) * enhancement;
        boneHu = between(random, 190, 260);
        lungBase = between(random, 0.8, 0.9);
        lobules = between(random, 0.008, 0.02);

        double back = halfHeight / 0.62;
        spineY = between(random, 0.29, 0.33) * back;
        vertebraPhase = random.nextDouble();
        muscles = List.of(
                Ellipsoid.through(-0.15, spineY + 0.14, 0.13, 0.11).turned(0.3),
                Ellipsoid.through(0.15, spineY + 0.14, 0.13, 0.11).turned(-0.3),
                Ellipsoid.of(-0.17, spineY + 0.0, 0.0, 0.065, 0.085, 0.55),
                Ellipsoid.of(0.17, spineY + 0.0, 0.0, 0.065, 0.085, 0.55),
                // crura of the diaphragm
                Ellipsoid.of(-0.08, spineY - 0.13, 0.9, 0.035, 0.07, 0.5).turned(0.4),
                Ellipsoid.of(0.1, spineY - 0.13, 0.9, 0.03, 0.07, 0.5).turned(-0.4));
        ribs = ribs(random);

        aorta = Ellipsoid.through(
                between(random, 0.01, 0.06), spineY - 0.16, between(random, 0.045, 0.06), between(random, 0.045, 0.06));
        cava = Ellipsoid.through(
                between(random, -0.12, -0.08),
                spineY - 0.155,
                between(random, 0.05, 0.07),
                between(random, 0.035, 0.05));

        double rightX = between(random, -0.39, -0.33);
        double leftX = between(random, 0.33, 0.39);
        double kidneyY = spineY - between(random, 0.06, 0.11);
        double rightZ = between(random, 0.3, 0.38);
        double leftZ = rightZ + between(random, 0.02, 0.1);
        rightKidney = kidney(random, rightX, kidneyY, rightZ, -1);
        leftKidney = kidney(random, leftX, kidneyY + spread(random, 0.02), leftZ, 1);
        rightSinus = sinus(random, rightKidney, 1);
        leftSinus = sinus(random, leftKidney, -1);

        // The liver stays in front of the great vessels and of the right kidney's bed of fat.
        retroperitoneum = Ellipsoid.through(0.02, spineY - 0.06, 0.19, 0.22);
        renalBed = Ellipsoid.of(
                rightKidney.x() + 0.05,
                rightKidney.y() + 0.09,
                rightKidney.z(),
                between(random, 0.19, 0.23),
                between(random, 0.22, 0.26),
                0.42);
        double liverSize = between(random, 0.92, 1.08);
        liverRight = Ellipsoid.of(
                        between(random, -0.5, -0.43),
                        between(random, -0.08, 0),
                        between(random, 0.68, 0.75),
                        0.4 * liverSize,
                        0.46 * liverSize,
                        between(random, 0.48, 0.6))
                .turned(spread(random, 0.15));
        liverLeft = Ellipsoid.of(
                        between(random, -0.15, -0.05),
                        between(random, -0.32, -0.25),
                        between(random, 0.78, 0.86),
                        between(random, 0.28, 0.4),
                        between(random, 0.14, 0.19),
                        between(random, 0.25, 0.35))
                .turned(between(random, -0.1, 0.25));
        gallbladder = Ellipsoid.of(
                between(random, -0.3, -0.22),
                between(random, -0.22, -0.14),
                between(random, 0.42, 0.52),
                between(random, 0.05, 0.075),
                between(random, 0.06, 0.085),
                between(random, 0.1, 0.15));
        spleen = Ellipsoid.of(
                        between(random, 0.56, 0.64),
                        between(random, 0.06, 0.16),
                        between(random, 0.68, 0.76),
                        between(random, 0.17, 0.23),
                        between(random, 0.24, 0.36),
                        between(random, 0.26, 0.36))
                .turned(between(random, -0.35, 0.05));

        stomach = new Gut(
                Ellipsoid.of(
                                between(random, 0.24, 0.34),
                                between(random, -0.26, -0.18),
                                between(random, 0.74, 0.82),
                                between(random, 0.2, 0.3),
                                between(random, 0.17, 0.23),
                                between(random, 0.28, 0.36))
                        .turned(between(random, -0.5, -0.1)),
                between(random, 10, 60),
                between(random, -0.3, 0.6));
        guts = guts(random);

        pancreas = pancreas(random);
        splenicVein = pancreas.stream()
                .skip(4)
                .map(part -> Ellipsoid.of(part.x(), part.y() + part.ry() * 0.9, part.z(), 0.04, 0.02, 0.05))
                .toList();
    }

    /** Where slice {@code index} of {@code count} lies. */
    double z(int index, int count) {
        return zLow + (zHigh - zLow) * (index + 0.5) / count;
    }

    /**
     * One slice without noise.
     *
     * @param image receives Hounsfield units
     * @param labels receives label ids
     */
    void draw(double z, int height, int width, float[] image, int[] labels) {
        double pixel = 2.0 / Math.min(height, width);
        gutsHere = guts.stream().filter(gut -> gut.shape().reaches(z, pixel)).toList();
        ribsHere = ribs.stream()
                .map(rib -> rib.cut(z))
                .filter(rib -> rib.reaches(pixel))
                .toList();
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double imageX = (column + 0.5 - width / 2.0) * pixel - shiftX;
                double imageY = (row + 0.5 - height / 2.0) * pixel - shiftY;
                double x = (cos * imageX + sin * imageY) * scale;
                double y = (cos * imageY - sin * imageX) * scale;
                point(x, y, z, pixel * scale);
                image[row * width + column] = (float) hu;
                labels[row * width + column] = label;
            }
        }
    }

    private void point(double straightX, double straightY, double z, double pixel) {
        hu = AIR;
        label = 0;
        // Everything hangs in one smoothly bent space, so that no organ is an ellipsoid and neighbours bend together.
        double x = straightX + bend * noise.at(straightX * 2.2, straightY * 2.2, z * 1.6);
        double y = straightY + bend * noise.at(straightX * 2.2 + 7, straightY * 2.2 + 3, z * 1.6);
        double skin = skinDepth(straightX + 0.5 * (x - straightX), straightY + 0.5 * (y - straightY));
        if (skin < -pixel) {
            return;
        }
        double grain = noise.at(x * 19, y * 19, z * 9);
        double mottle = noise.at(x * 7 + 5, y * 7, z * 5);
        paint(skin, pixel, -100 + 8 * mottle, 0);
        double inside = skin - rim * (1 + 0.35 * noise.at(x * 1.5, y * 1.5 + 4, z));
        paint(inside, pixel, muscleHu + 8 * grain, 0);
        double cavity = inside - WALL;
        paint(cavity, pixel, visceralFat + 10 * mottle + 35 * Math.max(0, grain * mottle), 0);
        for (Ellipsoid muscle : muscles) {
            paint(Math.min(muscle.depth(x, y, z), inside), pixel, muscleHu + 10 * grain, 0);
        }

        for (Gut gut : gutsHere) {
            gut(gut, x, y, z, cavity, pixel, grain);
        }
        double kidneyRight = rightKidney.depth(x, y, z);
        double kidneyLeft = leftKidney.depth(x, y, z);
        double stomachDepth = gut(stomach, x, y, z, cavity, pixel, grain);

        double wobble = 0.03 * noise.at(x * 4, y * 4 + 9, z * 3);
        double gland = -1;
        for (Ellipsoid part : pancreas) {
            gland = Math.max(gland, part.depth(x, y, z));
        }
        gland += lobules * noise.at(x * 14, y * 14, z * 5) + 0.4 * wobble;
        gland = Math.min(gland, -0.006 - Math.max(stomachDepth, Math.max(kidneyLeft, kidneyRight)));
        double liver = Math.max(liverRight.depth(x, y, z), liverLeft.depth(x, y, z)) + wobble;
        liver = Math.min(Math.min(liver, cavity - 0.008), -0.012 - kidneyRight);
        liver = Math.min(liver, -Math.max(renalBed.depth(x, y, z), retroperitoneum.depth(x, y, z)));
        liver = Math.min(liver, -0.015 - gland);
        double vessels = noise.at(x * 6.5 + 3, y * 6.5 + 1, z * 4);
        double liverVessel = Math.max(0, 1 - Math.abs(vessels) * 14) * Math.min(1, Math.max(0, liver) * 12);
        paint(liver, pixel, liverHu + 6 * grain + 5 * mottle + 0.6 * (vesselHu - liverHu) * liverVessel, LIVER);
        paint(gallbladder.depth(x, y, z), pixel, 12, 0);

        double spleenDepth = spleen.depth(x, y, z) + 0.6 * wobble;
        spleenDepth = Math.min(Math.min(spleenDepth, cavity - 0.008), -0.01 - kidneyLeft);
        spleenDepth = Math.min(spleenDepth, -0.008 - Math.max(stomachDepth, gland));
        paint(spleenDepth, pixel, spleenHu + 6 * grain + 3 * mottle, SPLEEN);

        kidney(kidneyRight, rightSinus, x, y, z, pixel, grain, RIGHT_KIDNEY);
        kidney(kidneyLeft, leftSinus, x, y, z, pixel, grain, LEFT_KIDNEY);

        // A thin sheath of fat keeps the gut off the gland, here and there.
        paint(gland + 0.012 * (0.6 + mottle), pixel, visceralFat + 30, 0);
        paint(gland, pixel, pancreasHu + 10 * grain - 18 * Math.max(0, mottle), PANCREAS);
        for (Ellipsoid part : splenicVein) {
            paint(part.depth(x, y, z), pixel, vesselHu, 0);
        }
        paint(aorta.depth(x, y, z), pixel, vesselHu + 5 * grain, 0);
        paint(cava.depth(x, y, z), pixel, vesselHu - 12 + 5 * grain, 0);

        double lung = (z - lungBase) * 0.9 - cavity + 0.04 * mottle;
        lung = Math.min(Math.min(lung, cavity), (y + 0.12) * 0.6);
        lung = Math.min(lung, -0.02 - spineDepth(x, y));
        paint(lung, pixel, LUNG + 60 * grain, 0);

        spine(x, y, z, inside, pixel, grain);
        for (RibCut rib : ribsHere) {
            rib(rib, x, y, inside, pixel);
        }
    }

    /** Mixes a tissue into the pixel by how much of it the tissue covers. */
    private void paint(double depth, double pixel, double value, int id) {
        double cover = 0.5 + depth / pixel;
        if (cover <= 0) {
            return;
        }
        hu += Math.min(1, cover) * (value - hu);
        if (cover > 0.5) {
            label = id;
        }
    }

    private double skinDepth(double x, double y) {
        double u = x / halfWidth;
        double v = y / halfHeight;
        u *= u;
        v *= v;
        double round = Math.sqrt(u + v);
        double square = Math.sqrt(Math.sqrt(u * u + v * v));
        return (1 - 0.6 * round - 0.4 * square) * halfHeight;
    }

    private double spineDepth(double x, double y) {
        double u = x / 0.125;
        double v = (y - spineY) / 0.1;
        return (1 - Math.sqrt(u * u + v * v)) * 0.1;
    }

    private void spine(double x, double y, double z, double inside, double pixel, double grain) {
        double turn = z * 5 + vertebraPhase;
        double phase = Math.abs(2 * (turn - Math.floor(turn)) - 1); // 1 in the disc, 0 in the middle of a vertebra
        double disc = Math.max(0, phase - 0.75) * 4;
        double body = spineDepth(x, y);
        double trabecular = boneHu + 50 * grain;
        paint(body, pixel, boneHu + 170 - disc * (boneHu + 80), 0);
        paint(body - 0.012, pixel, trabecular + disc * (85 - trabecular), 0);
        double canalY = spineY + 0.135;
        double dx = x / 0.85;
        double dy = y - canalY;
        double ring = 0.07 - Math.sqrt(dx * dx + dy * dy);
        paint(Math.min(ring, inside), pixel, boneHu + 120 - 100 * disc, 0);
        double across = Math.min(0.16 - Math.abs(x), 0.018 - Math.abs(dy + 0.02 + 0.15 * Math.abs(x))) - 0.02 * disc;
        paint(Math.min(across, inside), pixel, boneHu + 110, 0);
        double spinous = Math.min(0.016 - Math.abs(x), Math.min(dy - 0.03, 0.14 - dy));
        paint(Math.min(spinous, inside + rim * 0.6), pixel, boneHu + 130, 0);
        paint(ring - 0.026, pixel, 30, 0);
    }

    private void kidney(
            double depth, Ellipsoid sinus, double x, double y, double z, double pixel, double grain, int id) {
        if (depth < -pixel) {
            return;
        }
        // Medulla: darker wedges below the cortex.
        double wedge =
                Math.max(0, noise.at(x * 11 + 2, y * 11 + 2, z * 8)) * Math.min(1, Math.max(0, depth - 0.02) * 40);
        paint(depth, pixel, kidneyHu - 45 * wedge + 6 * grain, id);
        double hollow = Math.min(sinus.depth(x, y, z) + 0.02 * noise.at(x * 9, y * 9, z * 4), depth + 0.02);
        paint(hollow, pixel, visceralFat + 30, 0);
        paint(hollow - 0.025, pixel, 30, 0);
    }

    private double gut(Gut gut, double x, double y, double z, double cavity, double pixel, double grain) {
        double depth = Math.min(gut.shape().depth(x, y, z), cavity - 0.006);
        if (depth < -pixel) {
            return depth;
        }
        paint(depth, pixel, 85, 0);
        double lumen = depth - 0.018;
        paint(lumen, pixel, gut.content() + 25 * grain, 0);
        double surface = gut.shape().y() - gut.gas() * gut.shape().ry();
        paint(Math.min(lumen - 0.004, surface - y), pixel, GAS, 0);
        return depth;
    }

    private void rib(RibCut rib, double x, double y, double inside, double pixel) {
        // Ribs lie on the wall's middle line; the angle says where, and slides through the slices.
        double v = (inside - WALL * 0.5) / RIB;
        if (Math.abs(v) > 1 + pixel / RIB) {
            return;
        }
        double px = x / halfWidth;
        double py = y / halfHeight;
        double along = (px * rib.side() * rib.cos() + py * rib.sin());
        double across = (py * rib.cos() - px * rib.side() * rib.sin());
        if (along < 0) {
            return;
        }
        double u = across * 0.7 / 0.075;
        double depth = (rib.fade() - Math.sqrt(u * u + v * v)) * RIB;
        paint(depth, pixel, boneHu + 180, 0);
        paint(depth - 0.012, pixel, boneHu, 0);
    }

    private static Ellipsoid kidney(Random random, double x, double y, double z, int side) {
        return Ellipsoid.of(
                        x,
                        y,
                        z,
                        between(random, 0.105, 0.13),
                        between(random, 0.135, 0.17),
                        between(random, 0.27, 0.35))
                .turned(side * between(random, -0.6, -0.2));
    }

    private static Ellipsoid sinus(Random random, Ellipsoid kidney, int towardsSpine) {
        return Ellipsoid.of(
                kidney.x() + towardsSpine * between(random, 0.06, 0.09),
                kidney.y() - between(random, 0.0, 0.03),
                kidney.z(),
                between(random, 0.065, 0.085),
                between(random, 0.045, 0.06),
                between(random, 0.14, 0.2));
    }

    private static List<Ellipsoid> pancreas(Random random) {
        double size = between(random, 1.1, 1.45);
        double[][] course = {
            {-0.2, 0.06, 0.36, 0.075},
            {-0.17, 0.03, 0.45, 0.08},
            {-0.08, -0.03, 0.52, 0.06},
            {0.04, -0.07, 0.57, 0.055},
            {0.18, -0.05, 0.61, 0.06},
            {0.3, 0.01, 0.65, 0.058},
            {0.4, 0.06, 0.68, 0.05}
        };
        double liftHead = spread(random, 0.04);
        double liftTail = spread(random, 0.05);
        double sway = spread(random, 0.03);
        List<Ellipsoid> parts = new ArrayList<>();
        for (int i = 0; i + 1 < course.length; i++) {
            for (int half = 0; half < 2; half++) {
                double t = half * 0.5;
                double share = (i + t) / (course.length - 1);
                double radius = size * mix(course[i][3], course[i + 1][3], t);
                parts.add(Ellipsoid.of(
                        mix(course[i][0], course[i + 1][0], t) + sway,
                        mix(course[i][1], course[i + 1][1], t) + mix(liftHead, liftTail, share),
                        mix(course[i][2], course[i + 1][2], t) + sway * 0.5,
                        radius,
                        radius * between(random, 0.85, 1.1),
                        between(random, 0.13, 0.18)));
            }
        }
        return List.copyOf(parts);
    }

    private List<Rib> ribs(Random random) {
        List<Rib> all = new ArrayList<>();
        double offset = spread(random, 0.1);
        for (int side = -1; side <= 1; side += 2) {
            for (int i = 0; i < 6; i++) {
                all.add(new Rib(
                        side, 1.05 - 0.36 * i + offset, 0.32 + 0.13 * i + spread(random, 0.03), -1.2, 0.3 + 0.03 * i));
            }
        }
        return List.copyOf(all);
    }

    private List<Gut> guts(Random random) {
        List<Gut> all = new ArrayList<>();
        // Colon, rising on the patient's right, falling on the left, and crossing in front.
        all.add(new Gut(
                Ellipsoid.of(-0.5 + spread(random, 0.04), -0.02 + spread(random, 0.05), 0.05, 0.12, 0.11, 0.3),
                between(random, 20, 70),
                between(random, 0, 0.7)));
        all.add(new Gut(
                Ellipsoid.of(0.54 + spread(random, 0.04), 0.05 + spread(random, 0.06), 0.1, 0.085, 0.085, 0.45),
                between(random, 20, 70),
                between(random, -0.2, 0.8)));
        all.add(new Gut(
                Ellipsoid.of(spread(random, 0.1), -0.36 + spread(random, 0.03), 0.35, 0.4, 0.09, 0.17),
                between(random, 10, 60),
                between(random, -0.2, 0.5)));
        // Duodenum, around the head of the pancreas.
        all.add(new Gut(
                Ellipsoid.of(-0.28 + spread(random, 0.02), 0.06 + spread(random, 0.03), 0.4, 0.06, 0.06, 0.16),
                between(random, 20, 80),
                2));
        int loops = 26 + random.nextInt(8);
        for (int i = 0; i < loops; i++) {
            Ellipsoid shape = Ellipsoid.of(
                            between(random, -0.45, 0.55),
                            between(random, -0.4, 0.08),
                            between(random, -0.1, 0.42),
                            between(random, 0.08, 0.15),
                            between(random, 0.06, 0.1),
                            between(random, 0.1, 0.22))
                    .turned(spread(random, 1.5));
            all.add(new Gut(shape, between(random, 20, 95), random.nextInt(4) == 0 ? between(random, -0.1, 0.5) : 2));
        }
        return List.copyOf(all);
    }

    private static double between(Random random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    private static double spread(Random random, double most) {
        return between(random, -most, most);
    }

    private static double mix(double a, double b, double t) {
        return a + (b - a) * t;
    }

    /** A stretch of gut. Gas stands above {@code gas} radii over the middle; 2 is none. */
    private record Gut(Ellipsoid shape, double content, double gas) {}

    /** A rib on one side: its angle from the side's horizontal at height z, and how the angle slides with z. */
    private record Rib(int side, double angle, double z, double slope, double length) {
        RibCut cut(double height) {
            double slide = angle + (height - z) * slope;
            double fade = Math.min(1, (1 - Math.abs(height - z) / length) * 4);
            return new RibCut(side, StrictMath.cos(slide), StrictMath.sin(slide), fade);
        }
    }

    /** A rib in one slice; {@code fade} is 1 along most of its length and 0 at its ends. */
    private record RibCut(int side, double cos, double sin, double fade) {
        boolean reaches(double pixel) {
            return fade * RIB > -pixel;
        }
    }
}
