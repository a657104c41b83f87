package org.duress.junit;

import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Finds the method or field of a test class that an annotation names. */
final class TestMember {
    private TestMember() {}

    /**
     * The value of a member of the test class, its superclasses or its enclosing classes.
     *
     * @param where the annotation and its method, for messages
     * @param attribute the attribute that names the member, for messages
     */
    static Object value(ExtensionContext context, String where, String attribute, String name) {
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            Member member = find(type, where, attribute, name);
            if (member != null) {
                Object value = read(member, instance(context, type, member, where, attribute));
                if (value == null) {
                    throw error(where, attribute, name, "gives null; let it give a value");
                }
                return value;
            }
        }
        throw error(
                where,
                attribute,
                name,
                "is neither a method without parameters nor a field of "
                        + context.getRequiredTestClass().getName() + "; add it or correct the name");
    }

    private static @Nullable Member find(Class<?> type, String where, String attribute, String name) {
        List<Method> methods = ReflectionSupport.findMethods(
                type,
                method -> method.getName().equals(name) && method.getParameterCount() == 0,
                HierarchyTraversalMode.BOTTOM_UP);
        List<Field> fields = ReflectionSupport.findFields(
                type, field -> field.getName().equals(name), HierarchyTraversalMode.BOTTOM_UP);
        if (!methods.isEmpty() && !fields.isEmpty()) {
            throw error(where, attribute, name, "is a method and a field; rename one");
        }
        List<Member> members = new ArrayList<>(methods);
        members.addAll(fields);
        return members.isEmpty() ? null : members.get(0);
    }

    private static @Nullable Object instance(
            ExtensionContext context, Class<?> type, Member member, String where, String attribute) {
        if (Modifier.isStatic(member.getModifiers())) {
            return null;
        }
        return context.getRequiredTestInstances()
                .findInstance(type)
                .map(Object.class::cast)
                .orElseThrow(() ->
                        error(where, attribute, member.getName(), "belongs to no running instance; make it static"));
    }

    private static @Nullable Object read(Member member, @Nullable Object instance) {
        if (member instanceof Method method) {
            return ReflectionSupport.invokeMethod(method, instance);
        }
        return ReflectionSupport.tryToReadFieldValue((Field) member, instance)
                .getOrThrow(e -> new ExtensionConfigurationException("cannot read " + member, e));
    }

    static ExtensionConfigurationException error(String where, String attribute, String name, String problem) {
        return new ExtensionConfigurationException(where + ": " + attribute + " = \"" + name + "\" " + problem);
    }
}
