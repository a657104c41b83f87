package org.duress.spec;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Understands the block {@code attack} of a spec. */
final class AttackParser {
    static final List<String> KEYS = Stream.concat(
                    Stream.of(
                            "xi",
                            "fields",
                            "steps",
                            "batch",
                            "samples",
                            "seed",
                            "contenders",
                            "queries",
                            "substituteSteps",
                            "substituteCopies",
                            "restarts",
                            "gradientSteps",
                            "gradientSpacing"),
                    Arrays.stream(VaeGanSettings.class.getRecordComponents()).map(RecordComponent::getName))
            .toList();

    /** A replay is what a run does, not what a spec asks for. */
    private static final List<Contender> NAMEABLE = List.copyOf(EnumSet.complementOf(EnumSet.of(Contender.REPLAY)));

    private static final String CONTENDERS =
            NAMEABLE.stream().map(Setting::name).collect(Collectors.joining(", "));

    private AttackParser() {}

    static AttackSpec attack(Section attack) {
        return new AttackSpec(
                attack.get("xi", AttackParser::xi, 2.0),
                attack.get("fields", AttackParser::fields, EnumSet.allOf(FieldKind.class)),
                attack.get("steps", setting -> setting.integer(Range.STEPS), 600),
                attack.get("batch", setting -> setting.integer(Range.BATCH), 8),
                attack.get("samples", setting -> setting.integer(Range.TRIES), 4),
                attack.get("seed", Setting::longInteger, 7L),
                vaeGan(attack),
                attack.get("contenders", AttackParser::contenders, Set.of()),
                attack.get("queries", setting -> setting.integer(Range.STEPS), AttackSpec.DEFAULT_QUERIES),
                substitute(attack),
                gradient(attack));
    }

    private static GradientSettings gradient(Section attack) {
        GradientSettings defaults = GradientSettings.defaults();
        return new GradientSettings(
                attack.get("restarts", setting -> setting.integer(Range.TRIES), defaults.restarts()),
                attack.get("gradientSteps", setting -> setting.integer(Range.STEPS), defaults.steps()),
                attack.get("gradientSpacing", setting -> setting.integer(Range.SIDE), defaults.spacing()));
    }

    private static Set<Contender> contenders(Setting setting) {
        List<Contender> contenders = setting.items("a list of " + CONTENDERS).stream()
                .map(contender -> contender.choice(NAMEABLE))
                .toList();
        if (contenders.isEmpty()) {
            throw setting.error(
                    "must name at least one of " + CONTENDERS + "; remove it for those that suit the model");
        }
        return EnumSet.copyOf(contenders);
    }

    private static SubstituteSettings substitute(Section attack) {
        SubstituteSettings defaults = SubstituteSettings.defaults();
        return new SubstituteSettings(
                attack.get("substituteSteps", setting -> setting.integer(Range.STEPS), defaults.steps()),
                attack.get("substituteCopies", setting -> setting.integer(Range.COPIES), defaults.copies()));
    }

    private static double xi(Setting setting) {
        double xi = setting.number();
        if (!Double.isFinite(xi) || xi < 0) {
            throw setting.error("must be a finite number of at least 0, not " + xi);
        }
        return xi;
    }

    private static Set<FieldKind> fields(Setting setting) {
        List<FieldKind> fields = setting.items("a list of deformation, intensity").stream()
                .map(field -> field.choice(FieldKind.class))
                .toList();
        if (fields.isEmpty()) {
            throw setting.error("must name at least one field: deformation, intensity");
        }
        return EnumSet.copyOf(fields);
    }

    /** Every component of the record is a key with a default, so that a new setting needs no code here. */
    private static VaeGanSettings vaeGan(Section attack) {
        RecordComponent[] components = VaeGanSettings.class.getRecordComponents();
        VaeGanSettings defaults = VaeGanSettings.defaults();
        try {
            Object[] values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                RecordComponent component = components[i];
                values[i] = attack.get(
                        component.getName(),
                        setting -> component(setting, component.getType()),
                        component.getAccessor().invoke(defaults));
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return VaeGanSettings.class.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            String reason = e.getCause() == null
                    ? e.toString()
                    : String.valueOf(e.getCause().getMessage());
            // The record names the component first, and each is a key.
            String[] named = reason.split(" ", 2);
            Optional<Setting> setting = attack.find(named[0]);
            throw setting.isPresent()
                    ? setting.get().error(named[1])
                    : attack.block().origin().error("'attack' is refused: " + reason);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object component(Setting setting, Class<?> type) {
        if (type == double.class) {
            double number = setting.number();
            if (!Double.isFinite(number)) {
                throw setting.error("must be a finite number, not " + number);
            }
            return number;
        }
        if (type == int.class) {
            return setting.integer();
        }
        if (type == long.class) {
            return setting.longInteger();
        }
        if (type == boolean.class) {
            return setting.flag();
        }
        if (type.isEnum()) {
            return setting.choice(Arrays.stream(type.getEnumConstants())
                    .<Enum<?>>map(constant -> (Enum<?>) constant)
                    .toList());
        }
        throw new IllegalStateException("no spec key can hold a " + type);
    }
}
