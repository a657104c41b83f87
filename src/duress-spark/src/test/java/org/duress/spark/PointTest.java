package org.duress.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PointTest {
    @Test
    void everySpecIsUnderEveryCombination() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        values.put("attack.seed", List.of("1", "2"));
        values.put("attack.xi", List.of("0.5", "2"));
        List<Point> points = Point.of(2, values);
        assertThat(points).extracting(Point::spec).containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
        assertThat(points.subList(4, 8))
                .extracting(point -> point.name("liver"))
                .containsExactly(
                        "liver.attack.seed-1.attack.xi-0.5",
                        "liver.attack.seed-1.attack.xi-2",
                        "liver.attack.seed-2.attack.xi-0.5",
                        "liver.attack.seed-2.attack.xi-2");
        assertThat(points.get(3).settings()).isEqualTo(Map.of("duress.attack.seed", "2", "duress.attack.xi", "2"));
    }

    @Test
    void withoutSettingsASpecIsItself() {
        assertThat(Point.of(1, Map.of())).containsExactly(new Point(0, Map.of()));
        assertThat(new Point(0, Map.of()).name("liver")).isEqualTo("liver");
    }
}
