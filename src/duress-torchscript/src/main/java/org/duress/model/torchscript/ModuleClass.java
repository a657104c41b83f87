package org.duress.model.torchscript;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A class of an archive's code: what its instances hold, in order, and what they do. */
final class ModuleClass {
    private final String base;
    private final Map<String, DeclaredType> attributes = new LinkedHashMap<>();
    private final Set<String> methods = new LinkedHashSet<>();

    /** @param base as written in its brackets; empty where there are none */
    ModuleClass(String base) {
        this.base = base;
    }

    boolean is(String kind) {
        return base.equals(kind);
    }

    /** Constants, which are written in the code itself, are none. */
    Map<String, DeclaredType> attributes() {
        return attributes;
    }

    Set<String> methods() {
        return methods;
    }
}
