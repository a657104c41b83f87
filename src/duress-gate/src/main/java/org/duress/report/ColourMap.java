package org.duress.report;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;

/** Colours for numbers in [0, 1], evenly spaced stops with straight lines between them. */
record ColourMap(List<Color> stops) {
    /** From white over green to deep blue (ColorBrewer YlGnBu): how long a displacement is. */
    static final ColourMap MAGNITUDE = of(0xFFFFFF, 0xF3FAC7, 0xC7E9B4, 0x7FCDBB, 0x41B6C4, 0x3A9CCB);

    /** From blue over white to red (ColorBrewer RdBu), white at one half: which way an intensity goes. */
    static final ColourMap DIVERGING =
            of(0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xFFFFFF, 0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B);

    private static ColourMap of(int... colours) {
        return new ColourMap(Arrays.stream(colours).mapToObj(Color::new).toList());
    }

    /** The colour of a number as 0xRRGGBB; numbers outside [0, 1] get the colour of the nearer end. */
    int rgb(double value) {
        double at = Math.max(0, Math.min(1, value)) * (stops.size() - 1);
        int low = Math.min((int) at, stops.size() - 2);
        return Pixels.mix(stops.get(low).getRGB(), stops.get(low + 1).getRGB(), at - low);
    }
}
