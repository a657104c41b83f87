package org.duress.junit;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.duress.DuressException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/** What the invocations of a run share, kept in JUnit's own stores. */
final class RunStore {
    /** The parts of the namespace; {@link ParameterKeys} writes to it from outside of Jupiter. */
    static final String NAMESPACE = "org.duress";

    private RunStore() {}

    /** The names of the specs of one launcher request; a second request may run them again. */
    private record Names(Map<String, String> owners) {}

    /**
     * Reserves a spec name, and with it the report folder, for one invocation.
     *
     * @throws DuressException if it is taken
     */
    static void claimName(String name, ExtensionContext context) {
        Names names =
                computed(StoreScope.EXECUTION_REQUEST, context, Names.class, new Names(new ConcurrentHashMap<>()));
        String owner = AnnotatedSpec.methodName(context);
        String first = names.owners().putIfAbsent(name.toLowerCase(Locale.ROOT), owner);
        if (first != null) {
            throw new DuressException("two specs of this run have the name '" + name + "', in " + first + " and in "
                    + owner + ", and would write to one report folder; give each its own");
        }
    }

    /** The table that is printed when the launcher session ends. */
    static SessionSummary summary(ExtensionContext context) {
        return computed(StoreScope.LAUNCHER_SESSION, context, SessionSummary.class, new SessionSummary(System.out));
    }

    // JUnit 6 calls it computeIfAbsent, which JUnit 5 does not have.
    @SuppressWarnings({"deprecation", "NullAway"})
    private static <T> T computed(StoreScope scope, ExtensionContext context, Class<T> type, T fresh) {
        Store store = context.getStore(scope, Namespace.create(NAMESPACE));
        return store.getOrComputeIfAbsent(type, key -> fresh, type);
    }
}
