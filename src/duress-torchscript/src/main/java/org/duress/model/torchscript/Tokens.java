package org.duress.model.torchscript;

import java.util.ArrayList;
import java.util.List;
import org.duress.model.torchscript.Token.Kind;

/**
 * Cuts a module's code into words, as torch's own lexer does: blanks, comments, continued lines and line ends within
 * brackets are nothing. It knows the signs that torch's exporter writes and no others, and is bounded in depth, since
 * torch's parser calls itself for each bracket and block.
 */
final class Tokens {
    /** Brackets within brackets; torch's exporter splits expressions long before. */
    private static final int MOST_BRACKETS = 64;

    /**
     * Two columns a block, and torch's exporter writes one block in another only for the ifs and loops of the model.
     */
    private static final int MOST_INDENT = 200;

    private static final String SIGNS = "()[]{},:.=-";

    private final String code;
    private final String where;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int lineStart;
    private final StringBuilder open = new StringBuilder();

    private Tokens(String code, String where) {
        this.code = code;
        this.where = where;
    }

    /**
     * The words of a code entry.
     *
     * @param where the entry, for messages
     * @throws Refusal of what torch's exporter does not write
     */
    static List<Token> of(String code, String where) {
        Tokens lexer = new Tokens(code, where);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < code.length()) {
            char c = code.charAt(at);
            if (c == '\n') {
                end();
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0b) {
                at++;
            } else if (c == '\\' && at + 1 < code.length() && code.charAt(at + 1) == '\n') {
                at += 2;
                newLine();
            } else if (c == '#') {
                while (at < code.length() && code.charAt(at) != '\n') {
                    at++;
                }
            } else if (c == '"' || c == '\'') {
                string(c);
            } else if (isStart(c)) {
                add(Kind.NAME, at, word(at));
            } else if (isDigit(c)) {
                add(Kind.NUMBER, at, number(at));
            } else {
                sign(c);
            }
        }
        if (!open.isEmpty()) {
            throw refuse("an open '" + open.charAt(open.length() - 1) + "' at its end");
        }
        end();
    }

    private Refusal refuse(String what) {
        return Refusal.code("has " + what + " in " + where + ", line " + line);
    }

    private void newLine() {
        line++;
        lineStart = at;
    }

    private void end() {
        if (open.isEmpty() && !tokens.isEmpty() && last().kind() != Kind.LINE_END) {
            tokens.add(new Token(Kind.LINE_END, "", line, at - lineStart));
        }
        at++;
        newLine();
    }

    private Token last() {
        return tokens.get(tokens.size() - 1);
    }

    private void add(Kind kind, int from, int to) {
        boolean first = open.isEmpty() && (tokens.isEmpty() || last().kind() == Kind.LINE_END);
        if (first && from - lineStart > MOST_INDENT) {
            throw refuse("blocks within blocks, more than " + MOST_INDENT / 2);
        }
        tokens.add(new Token(kind, code.substring(from, to), line, from - lineStart));
        at = to;
    }

    private void string(char quote) {
        int end = at + 1;
        while (end < code.length() && code.charAt(end) != quote) {
            end += code.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= code.length()) {
            throw refuse("a string without an end");
        }
        int from = at;
        if (code.substring(from, end).indexOf('\n') >= 0 || (end == from + 1 && code.startsWith("" + quote, end + 1))) {
            throw refuse("a string of several lines");
        }
        tokens.add(new Token(Kind.STRING, code.substring(from + 1, end), line, from - lineStart));
        at = end + 1;
    }

    private int word(int from) {
        int to = from;
        while (to < code.length() && (isStart(code.charAt(to)) || isDigit(code.charAt(to)))) {
            to++;
        }
        return to;
    }

    private int number(int from) {
        int to = from;
        while (to < code.length() && isPartOfNumber(to)) {
            to++;
        }
        return to;
    }

    private boolean isPartOfNumber(int i) {
        char c = code.charAt(i);
        boolean signed = (c == '-' || c == '+') && "eE".indexOf(code.charAt(i - 1)) >= 0;
        return isDigit(c) || c == '.' || "eEjxX".indexOf(c) >= 0 || signed;
    }

    private void sign(char c) {
        if (c == '-' && code.startsWith("->", at)) {
            add(Kind.SIGN, at, at + 2);
            return;
        }
        if (SIGNS.indexOf(c) < 0) {
            throw refuse("the character "
                    + (c > ' ' && c < 0x7f ? "'" + c + "'" : String.format("U+%04X", (int) c))
                    + ", which TorchScript's exporter does not write,");
        }
        int opened = "([{".indexOf(c);
        int closed = ")]}".indexOf(c);
        if (opened >= 0) {
            open.append(c);
            if (open.length() > MOST_BRACKETS) {
                throw refuse("brackets within brackets, more than " + MOST_BRACKETS + ",");
            }
        } else if (closed >= 0) {
            if (open.isEmpty() || open.charAt(open.length() - 1) != "([{".charAt(closed)) {
                throw refuse("a '" + c + "' that closes nothing");
            }
            open.setLength(open.length() - 1);
        }
        add(Kind.SIGN, at, at + 1);
    }

    private static boolean isStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
