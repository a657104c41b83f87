package org.duress.spec.key;

import java.util.Arrays;

/** Knows the value of each key: what records of settings are made from, and what they are read as. */
public interface Values {
    /** Every key's default. */
    Values DEFAULTS = new Values() {
        @Override
        public <T> T get(Key<?, T> key) {
            return key.byDefault().orElseThrow(() -> new IllegalArgumentException("key '" + key + "' has no default"));
        }
    };

    /**
     * The value of a key.
     *
     * @throws org.duress.DuressException or IllegalArgumentException if there is none, or it is wrong
     */
    <T> T get(Key<?, T> key);

    /** The same but for one key, whose value must be in range. */
    default <T> Values with(Key<?, T> key, T value) {
        Values others = this;
        return new Values() {
            @Override
            @SuppressWarnings("unchecked") // the same key has the same type
            public <U> U get(Key<?, U> asked) {
                return asked == key ? (U) key.require(value) : others.get(asked);
            }
        };
    }

    /** What records of settings hold, each for the keys that are its own. */
    static Values of(Record... settings) {
        return new Values() {
            @Override
            public <T> T get(Key<?, T> key) {
                return from(key);
            }

            private <S, T> T from(Key<S, T> key) {
                return Arrays.stream(settings)
                        .filter(key.owner()::isInstance)
                        .findFirst()
                        .map(own -> key.of(key.owner().cast(own)))
                        .orElseThrow(() -> new IllegalArgumentException("nothing here has the key '" + key + "'"));
            }
        };
    }
}
