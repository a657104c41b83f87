package org.duress.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One colour an organ: pancreas blue, kidneys green, liver orange, spleen red, as in figures 2 and 3 of Chen et al.
 * 2019, in Paul Tol's vibrant scheme, which colour-blind readers tell apart; further organs from colours that keep
 * apart from these.
 */
public final class OrganColours {
    private static final Map<String, Color> KNOWN = new LinkedHashMap<>();
    private static final List<Color> FURTHER = List.of(
            new Color(0x33BBEE),
            new Color(0xEE3377),
            new Color(0xF0E442),
            new Color(0xAA77DD),
            new Color(0x99DD33),
            new Color(0x117733),
            new Color(0x882255),
            new Color(0xDDCC77),
            new Color(0x332288));

    static {
        KNOWN.put("pancreas", new Color(0x0A84D6));
        KNOWN.put("kidney", new Color(0x00B39B));
        KNOWN.put("liver", new Color(0xEE8833));
        KNOWN.put("spleen", new Color(0xDD2211));
    }

    private OrganColours() {}

    /** A colour for each organ, in the organs' order; the further colours repeat when there are more organs. */
    public static List<Color> of(List<String> organs) {
        Map<String, Color> unused = new LinkedHashMap<>(KNOWN);
        List<Color> colours = new ArrayList<>();
        int further = 0;
        for (String organ : organs) {
            String name = organ.toLowerCase(Locale.ROOT);
            Color colour = unused.keySet().stream()
                    .filter(name::contains)
                    .findFirst()
                    .map(unused::remove)
                    .orElse(null);
            colours.add(colour == null ? FURTHER.get(further++ % FURTHER.size()) : colour);
        }
        return List.copyOf(colours);
    }
}
