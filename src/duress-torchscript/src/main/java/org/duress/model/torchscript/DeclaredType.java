package org.duress.model.torchscript;

import java.util.ArrayList;
import java.util.List;

/**
 * The type of an attribute, as code declares it: {@code Dict[str, List[Tensor]]}.
 *
 * @param name without its arguments; of a class all names, with points between
 * @param arguments within its brackets; bounded in depth by {@link Tokens}
 */
record DeclaredType(String name, List<DeclaredType> arguments) {
    /** Reads a type that ends with the words, or before a sign that no type holds. */
    static DeclaredType of(List<Token> words, String where) {
        Reader reader = new Reader(words, where);
        return reader.next();
    }

    private static final class Reader {
        private final List<Token> words;
        private final String where;
        private int at;

        Reader(List<Token> words, String where) {
            this.words = words;
            this.where = where;
        }

        private boolean sees(String sign) {
            return at < words.size() && words.get(at).is(sign);
        }

        DeclaredType next() {
            StringBuilder name = new StringBuilder(name());
            while (sees(".")) {
                at++;
                name.append('.').append(name());
            }
            List<DeclaredType> arguments = new ArrayList<>();
            if (sees("[")) {
                do {
                    at++;
                    if (!sees("]")) {
                        arguments.add(next());
                    }
                } while (sees(","));
                if (!sees("]")) {
                    throw Refusal.damaged("an unreadable type in " + where);
                }
                at++;
            }
            return new DeclaredType(name.toString(), List.copyOf(arguments));
        }

        private String name() {
            if (sees("(")) {
                // Tuple[()] is the empty tuple's type.
                at += 2;
                return "()";
            }
            if (at >= words.size() || words.get(at).kind() != Token.Kind.NAME) {
                throw Refusal.damaged("an unreadable type in " + where);
            }
            return words.get(at++).text();
        }
    }
}
