package org.duress.report.facts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.ModelSource;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecKeys;
import org.duress.spec.key.Key;

/** Every setting of a spec, those of its model and its cohort too. */
public final class Settings {
    private Settings() {}

    /**
     * One of them.
     *
     * @param key its full name
     * @param value as people write it
     * @param byDefault whether that is what holds where nobody sets it
     */
    public record Setting(String key, String value, boolean byDefault) {}

    /** In the order in which documents name them. */
    public static List<Setting> of(RobustnessSpec spec) {
        List<Record> holders = new ArrayList<>(List.of(
                spec,
                spec.model(),
                spec.cohort(),
                spec.attack(),
                spec.attack().substitute(),
                spec.attack().gradient(),
                spec.attack().vaeGan(),
                spec.budget(),
                spec.realism(),
                spec.gate(),
                spec.gate().release()));
        spec.cohort().phantom().ifPresent(holders::add);
        if (spec.model().source() instanceof ModelSource.File file) {
            holders.add(file);
        } else if (spec.model().source() instanceof ModelSource.Server server) {
            holders.addAll(List.of(server, server.served()));
        } else if (spec.model().source() instanceof ModelSource.Image image) {
            holders.addAll(List.of(image, image.served()));
        }
        return SpecKeys.ALL.stream()
                .flatMap(key -> holders.stream().flatMap(holder -> of(key, holder)))
                .toList();
    }

    private static <S, T> Stream<Setting> of(Key<S, T> key, Record holder) {
        if (!key.owner().isInstance(holder)) {
            return Stream.empty();
        }
        T value = key.of(key.owner().cast(holder));
        boolean byDefault = key.byDefault().filter(value::equals).isPresent();
        // Variables of a container may be passwords.
        String written = key == ModelSource.Image.ENVIRONMENT ? written(((Map<?, ?>) value).keySet()) : written(value);
        return Stream.of(new Setting(key.name(), written, byDefault));
    }

    private static String written(Object value) {
        if (value instanceof SubjectSelection.Share share) {
            return share.share() + " of all";
        }
        if (value instanceof SubjectSelection.Named named) {
            return String.join(", ", named.ids());
        }
        if (value instanceof SubjectSelection.Rest) {
            return "all others";
        }
        if (value instanceof OptionalInt number) {
            return number.isPresent() ? String.valueOf(number.getAsInt()) : "none";
        }
        if (value instanceof Collection<?> some) {
            return some.isEmpty()
                    ? "none"
                    : some.stream().allMatch(Comparable.class::isInstance)
                            ? Key.written(some)
                            // The order of steps means something.
                            : some.stream().map(Settings::written).collect(Collectors.joining("; "));
        }
        return value instanceof Map<?, ?> map && map.isEmpty() ? "none" : Key.written(value);
    }
}
