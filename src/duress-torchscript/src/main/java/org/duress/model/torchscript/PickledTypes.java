package org.duress.model.torchscript;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duress.model.torchscript.Pickled.Kind;

/**
 * Whether an archive's values are what its code declares. Torch does not look: it reads an attribute by its place in
 * the declared class, beyond the end of an object of another.
 */
final class PickledTypes {
    private final ModuleCode code;
    private final String entry;
    private final Deque<Pickled> objects = new ArrayDeque<>();
    private final Set<Pickled> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private PickledTypes(ModuleCode code, String entry) {
        this.code = code;
        this.entry = entry;
    }

    /** @throws Refusal if the value is not of the type, or an object in it does not hold what its class declares */
    static void require(Pickled value, DeclaredType type, ModuleCode code, String entry) {
        PickledTypes types = new PickledTypes(code, entry);
        if (!types.fits(value, type)) {
            throw Refusal.damaged(entry + " holds no " + type.name() + " where it says so");
        }
        types.requireObjects();
    }

    /** The same for values of any type. */
    static void require(Pickled value, ModuleCode code, String entry) {
        require(value, new DeclaredType("Any", List.of()), code, entry);
    }

    private void requireObjects() {
        while (!objects.isEmpty()) {
            Pickled object = objects.pop();
            ModuleClass type = java.util.Objects.requireNonNull(code.find(object.text()));
            Pickled state = object.items().get(0);
            if (type.methods().contains("__setstate__")) {
                fits(state, new DeclaredType("Any", List.of()));
                continue;
            }
            Map<String, Pickled> values = new HashMap<>();
            for (int i = 0; state.is(Kind.DICT) && i < state.items().size(); i += 2) {
                values.put(state.items().get(i).text(), state.items().get(i + 1));
            }
            type.attributes().forEach((name, declared) -> {
                Pickled value = values.get(name);
                if (value == null || !fits(value, declared)) {
                    throw Refusal.damaged(entry + " holds " + (value == null ? "nothing" : "something else") + " where "
                            + object.text() + " declares " + name + " : " + declared.name());
                }
            });
        }
    }

    private boolean fits(Pickled value, DeclaredType type) {
        List<DeclaredType> arguments = type.arguments();
        return switch (type.name()) {
            // Torch has tensors without content, and says so when one is used.
            case "Tensor" -> value.is(Kind.TENSOR) || value.is(Kind.NONE);
            case "int" -> value.is(Kind.INT);
            case "float" -> value.is(Kind.FLOAT);
            case "bool" -> value.is(Kind.BOOL);
            case "complex" -> value.is(Kind.COMPLEX);
            case "number", "Scalar" -> value.is(Kind.INT) || value.is(Kind.FLOAT) || value.is(Kind.COMPLEX);
            case "str" -> value.is(Kind.STRING);
            case "Device" -> value.is(Kind.DEVICE);
            case "NoneType" -> value.is(Kind.NONE);
            case "Layout", "MemoryFormat", "ScalarType" -> value.is(Kind.INT);
            case "Any" -> anything(value);
            case "Optional" -> value.is(Kind.NONE) || (arguments.size() == 1 && fits(value, arguments.get(0)));
            case "Union" -> arguments.stream().anyMatch(one -> fits(value, one));
            case "List" ->
                value.is(Kind.LIST)
                        && arguments.size() == 1
                        && value.items().stream().allMatch(item -> fits(item, arguments.get(0)));
            case "Dict" -> value.is(Kind.DICT) && arguments.size() == 2 && entriesFit(value, arguments);
            case "Tuple" -> value.is(Kind.TUPLE) && itemsFit(value, arguments);
            default -> made(value, type.name());
        };
    }

    private boolean entriesFit(Pickled value, List<DeclaredType> types) {
        List<DeclaredType> each = new ArrayList<>();
        for (int i = 0; i < value.items().size(); i++) {
            each.add(types.get(i % 2));
        }
        return itemsFit(value, each);
    }

    private boolean itemsFit(Pickled value, List<DeclaredType> types) {
        List<DeclaredType> each =
                types.size() == 1 && types.get(0).name().equals("()") ? List.<DeclaredType>of() : types;
        if (value.items().size() != each.size()) {
            return false;
        }
        for (int i = 0; i < each.size(); i++) {
            if (!fits(value.items().get(i), each.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean anything(Pickled value) {
        if (value.is(Kind.OBJECT)) {
            return made(value, value.text());
        }
        // Of what is used in several places once is enough.
        return !seen.add(value) || value.items().stream().allMatch(this::anything);
    }

    private boolean made(Pickled value, String name) {
        ModuleClass type = code.find(name);
        if (type == null) {
            return false;
        }
        if (type.is("Interface") || type.is("ModuleInterface")) {
            return value.is(Kind.OBJECT) && made(value, value.text());
        }
        if (value.is(Kind.MADE)) {
            return value.text().equals(name)
                    && (type.is("Enum")
                            ? anything(value)
                            : itemsFit(value, List.copyOf(type.attributes().values())));
        }
        if (type.is("NamedTuple") && value.is(Kind.TUPLE)) {
            return itemsFit(value, List.copyOf(type.attributes().values()));
        }
        if (!value.is(Kind.OBJECT) || !value.text().equals(name)) {
            return false;
        }
        if (seen.add(value)) {
            objects.push(value);
        }
        return true;
    }
}
