package org.duress.junit;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.duress.DuressException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** What the invocations of a run share, kept in JUnit's own stores. */
final class RunStore {
    private static final String NAMESPACE = "org.duress";

    private RunStore() {}

    /** The names of the specs of one launcher request; a second request may run them again. */
    private record Names(Map<String, String> owners) {}

    /**
     * Reserves a spec name, and with it the report folder, for one invocation.
     *
     * @throws DuressException if it is taken
     */
    static void claimName(String name, ExtensionContext context) {
        Names names = computed(request(context), Names.class, new Names(new ConcurrentHashMap<>()));
        String owner = AnnotatedSpec.methodName(context);
        String first = names.owners().putIfAbsent(name.toLowerCase(Locale.ROOT), owner);
        if (first != null) {
            throw new DuressException("two specs of this run have the name '" + name + "', in " + first + " and in "
                    + owner + ", and would write to one report folder; give each its own");
        }
    }

    /**
     * The table that is printed when the launcher session ends, or, before JUnit 5.13, each of its requests: Surefire
     * makes one of all test classes.
     */
    static SessionSummary summary(ExtensionContext context) {
        SessionSummary fresh = new SessionSummary(System.out, Wiring.current().summary());
        return JUnitVersion.hasSessionStores()
                ? computed(SessionStore.of(context), SessionSummary.class, fresh)
                : computed(request(context), RequestSummary.class, new RequestSummary(fresh))
                        .summary();
    }

    /** Closed when the launcher request ends. */
    private static Store request(ExtensionContext context) {
        return context.getRoot().getStore(Namespace.create(NAMESPACE));
    }

    /** Loaded only where JUnit has the scope. */
    private static final class SessionStore {
        static Store of(ExtensionContext context) {
            return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, Namespace.create(NAMESPACE));
        }
    }

    /** What JUnit closes that does not close every AutoCloseable yet. */
    @SuppressWarnings("deprecation")
    private record RequestSummary(SessionSummary summary) implements Store.CloseableResource {
        @Override
        public void close() {
            summary.close();
        }
    }

    // JUnit 6 calls it computeIfAbsent, which JUnit 5 does not have.
    @SuppressWarnings({"deprecation", "NullAway"})
    private static <T> T computed(Store store, Class<T> type, T fresh) {
        return store.getOrComputeIfAbsent(type, key -> fresh, type);
    }
}
