package org.duress.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One point of a sweep.
 *
 * @param spec which of the sweep's specs, from 0
 * @param settings what is set over it, by the full names of properties
 */
record Point(int spec, Map<String, String> settings) implements Serializable {
    private static final long serialVersionUID = 1;

    private static final String PREFIX = "duress.";

    Point {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /** Every spec under every combination of values; the last setting changes fastest. */
    static List<Point> of(int specs, Map<String, List<String>> values) {
        List<Map<String, String>> combinations = new ArrayList<>(List.of(Map.of()));
        values.forEach((key, all) -> {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> combination : combinations) {
                for (String value : all) {
                    Map<String, String> more = new LinkedHashMap<>(combination);
                    more.put(PREFIX + key, value);
                    longer.add(more);
                }
            }
            combinations.clear();
            combinations.addAll(longer);
        });
        List<Point> points = new ArrayList<>();
        for (int spec = 0; spec < specs; spec++) {
            for (Map<String, String> combination : combinations) {
                points.add(new Point(spec, combination));
            }
        }
        return points;
    }

    /** A name of its own for the spec at this point. */
    String name(String spec) {
        StringBuilder name = new StringBuilder(spec);
        settings.forEach((key, value) -> name.append('.')
                .append(key.substring(PREFIX.length()))
                .append('-')
                .append(value));
        return name.toString();
    }
}
