package org.duress.model.torchscript;

/**
 * A word of a module's code.
 *
 * @param kind what it is
 * @param text as written; of a string what stands between its quotes, escapes unread
 * @param line from 1
 * @param column from 0
 */
record Token(Kind kind, String text, int line, int column) {
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        SIGN,
        LINE_END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }
}
