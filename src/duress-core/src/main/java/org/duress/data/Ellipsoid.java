package org.duress.data;

/**
 * An ellipsoid that may be turned in the axial plane.
 *
 * @param x centre, towards the image's right
 * @param y centre, towards the image's bottom
 * @param z centre, upwards through the slices
 * @param rx radius along the turned x axis
 * @param ry radius along the turned y axis
 * @param rz radius along z
 * @param cos cosine of the turn
 * @param sin sine of the turn
 */
record Ellipsoid(double x, double y, double z, double rx, double ry, double rz, double cos, double sin) {
    static Ellipsoid of(double x, double y, double z, double rx, double ry, double rz) {
        return new Ellipsoid(x, y, z, rx, ry, rz, 1, 0);
    }

    /** A cylinder: the same in every slice. */
    static Ellipsoid through(double x, double y, double rx, double ry) {
        return of(x, y, 0, rx, ry, 1e6);
    }

    Ellipsoid turned(double radians) {
        return new Ellipsoid(x, y, z, rx, ry, rz, StrictMath.cos(radians), StrictMath.sin(radians));
    }

    /** Whether anything of it, or of a pixel around it, lies in a slice. */
    boolean reaches(double pz, double pixel) {
        return (1 - Math.abs(pz - z) / rz) * Math.min(rx, ry) > -pixel;
    }

    /** About how far inside a point is, in plane; negative outside. */
    double depth(double px, double py, double pz) {
        double dx = px - x;
        double dy = py - y;
        double u = (cos * dx + sin * dy) / rx;
        double v = (cos * dy - sin * dx) / ry;
        double w = (pz - z) / rz;
        return (1 - Math.sqrt(u * u + v * v + w * w)) * Math.min(rx, ry);
    }
}
